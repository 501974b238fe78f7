import { isObject } from '../claims/claims-request.ts'

/** One request of a batch, as far as it matters here. */
export interface BatchRequest {
  id: string
  dependsOn?: readonly string[] | null | undefined
  headers?: Record<string, unknown> | null
}

/** One answer of a batch, as far as it matters here. */
export interface BatchResponse {
  id: string
  status: number
  headers?: Record<string, unknown> | null
}

/** Graph takes no more at once. */
const mostRequests = 20

/**
 * The requests of a Graph batch; undefined for what is none, or one that Graph would refuse whole.
 *
 * @see [JSON batching](https://learn.microsoft.com/graph/json-batching)
 */
export function readRequests(text: string): BatchRequest[] | undefined {
  const list = membersOf(text).requests
  const requests = Array.isArray(list) && list.every(isRequest) ? list : []
  const ids = new Set(requests.map(({ id }) => keyOf(id)))
  const isLinked = requests.every((request) => dependenciesOf(request).every((id) => ids.has(id)))
  const isWhole = ids.size > 0 && ids.size === requests.length && ids.size <= mostRequests
  return isWhole && isLinked ? requests : undefined
}

/**
 * The answers in the body of a batch's response, those that cannot be read among them; undefined for any
 * other body.
 */
export function readResponses({ responses }: Record<string, unknown>): unknown[] | undefined {
  return Array.isArray(responses) ? responses : undefined
}

/** Ids are compared without regard to case. */
export const keyOf = (id: string): string => id.toLowerCase()

/** The keys of what a request depends on. */
export const dependenciesOf = ({ dependsOn }: BatchRequest): string[] =>
  (dependsOn ?? []).map(keyOf)

/** The value of a header of a part, in whichever case its name and in however many lines its value was sent. */
export function headerOf({ headers }: BatchRequest | BatchResponse, wanted: string): string {
  const values = Object.entries(headers ?? {}).flatMap(([name, value]) =>
    name.toLowerCase() === wanted ? value : [],
  )
  return values.filter((value) => typeof value === 'string').join(', ')
}

/** The members of what is JSON, where it is an object. */
export function membersOf(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}

const isRequest = (part: unknown): part is BatchRequest =>
  isObject(part) && [part.id, ...[part.dependsOn ?? []].flat()].every(isText)

export const isResponse = (part: unknown): part is BatchResponse =>
  isObject(part) && isText(part.id) && typeof part.status === 'number'

const isText = (value: unknown): value is string => typeof value === 'string'
