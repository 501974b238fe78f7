import { refuse } from '../errors/catalog.ts'

/** A form or query with each parameter at most once. */
export interface Form {
  get(name: string): string | undefined
  /** Throws AADSTS900144 when the parameter is missing or empty. */
  need(name: string): string
}

/** Bytes of a form that are read before it is refused. */
export const formLimit: number = 128 * 1024

export function createForm(parameters: URLSearchParams): Form {
  const values = new Map<string, string>()
  for (const [name, value] of parameters) {
    if (values.has(name)) throw refuse.duplicateParameter(name)
    values.set(name, value)
  }
  const get = (name: string): string | undefined => values.get(name) || undefined
  return {
    get,
    need(name) {
      const value = get(name)
      if (value === undefined) throw refuse.missingParameter(name)
      return value
    },
  }
}

/** Reads a request's form; anything that is not one counts as empty, as in Entra. */
export async function readForm(request: Request): Promise<Form> {
  const type = request.headers.get('content-type') ?? ''
  const isForm = /^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)
  return createForm(new URLSearchParams(isForm ? await request.text() : ''))
}
