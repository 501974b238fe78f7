import { nearestName } from './nearest-name.ts'

/** What a schema found wrong with options; zod's issues are such. */
export interface OptionIssue {
  /** The kind of issue, as zod names it. */
  readonly code: string
  /** Where in the options it is. */
  readonly path: readonly PropertyKey[]
  /** What the schema says of it. */
  readonly message: string
  /** `unrecognized_keys`: the keys. */
  readonly keys?: readonly string[]
  /** `invalid_value`: what it may be. */
  readonly values?: readonly unknown[]
  /** `invalid_type`: what it must be. */
  readonly expected?: string
}

/**
 * Says in words what is wrong with an option, what came, and how it is right. A text is only repeated
 * where it had to be one of a few words: any other could be a secret.
 *
 * @param known The keys there are where the unknown one stands.
 */
export function describeIssue(
  issue: OptionIssue,
  options: unknown,
  known: readonly string[],
): string {
  const where = issue.path.map(String).join('.')
  const value = issue.path.reduce<unknown>((part, key) => Object(part)[key], options)
  if (issue.code === 'unrecognized_keys') {
    const keys = (issue.keys ?? []).map((key) => `unknown key \`${key}\`${suggestion(key, known)}`)
    return labelled(where, keys.join(', '))
  }
  if (issue.code === 'invalid_value') {
    const values = issue.values ?? []
    const words = values.map((each) => JSON.stringify(each)).join(', ')
    const came = typeof value === 'string' ? shown(value) : kindOf(value)
    const meant = typeof value === 'string' && nearestName(value, values.map(String))
    const hint = meant ? `: did you mean ${JSON.stringify(meant)}?` : ''
    return labelled(
      where,
      `must be ${values.length > 1 ? 'one of ' : ''}${words}; got ${came}${hint}`,
    )
  }
  // Zod's own words say the type it expects, and not what came.
  const isZods = issue.expected !== undefined && issue.message.startsWith('Invalid input')
  const rule = isZods ? `must be of type ${issue.expected}` : issue.message
  return labelled(where, `${rule}; got ${kindOf(value)}`)
}

const labelled = (where: string, text: string): string => (where ? `${where}: ${text}` : text)

function suggestion(key: string, known: readonly string[]): string {
  const meant = nearestName(key, known)
  if (meant !== undefined) return `: did you mean \`${meant}\`?`
  return known.length > 0 ? `; known are ${known.join(', ')}` : ''
}

const shown = (text: string): string =>
  JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)

function kindOf(value: unknown): string {
  if (value === '') return 'an empty text'
  if (typeof value === 'string') return 'a text'
  if (typeof value === 'function') return 'a function'
  if (Array.isArray(value)) return value.length > 0 ? 'a list' : 'an empty list'
  if (typeof value === 'object' && value !== null) return 'an object'
  return String(value)
}
