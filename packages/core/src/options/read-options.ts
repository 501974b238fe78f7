import { ConfigurationError } from '../errors.ts'
import { describeIssue, type OptionIssue } from './option-issue.ts'

/** What checks options and fills in their defaults; a schema of zod 4 is one. */
export interface OptionsSchema<Options> {
  /** The options with their defaults, or what is wrong with them. */
  safeParse(
    options: unknown,
  ):
    | { readonly success: true; readonly data: Options }
    | { readonly success: false; readonly error: { readonly issues: readonly OptionIssue[] } }
}

/**
 * Checks options once, and fills in the defaults.
 *
 * @param where The function that was called: the message begins with it.
 * @throws {@link ConfigurationError} that names each option that is wrong, what came, and how it is right.
 * @example readOptions(schema, { tenant: '…' }, 'createGuard')
 * // createGuard: unknown key `tenant`: did you mean `tenantId`?
 */
export function readOptions<Options>(
  schema: OptionsSchema<Options>,
  options: unknown,
  where: string,
): Options {
  const result = schema.safeParse(options)
  if (result.success) return result.data
  const problems = result.error.issues.map((issue) =>
    describeIssue(issue, options, keysAt(schema, issue.path)),
  )
  throw new ConfigurationError(`${where}: ${problems.join('; ')}`)
}

/** The keys of the object that a schema describes at this path; none where it describes none. */
function keysAt(schema: unknown, path: readonly PropertyKey[]): string[] {
  const { def } = Object(schema) as { def?: SchemaDefinition }
  if (!def) return []
  // Optional, default, readonly, and a schema with checks after or before it, are about an inner one.
  const inner = def.innerType ?? def.in
  if (inner) return keysAt(inner, path)
  if (def.options) return def.options.flatMap((option) => keysAt(option, path))
  const [key, ...rest] = path
  if (key === undefined) return Object.keys(def.shape ?? {})
  return keysAt(def.shape?.[String(key)] ?? def.element ?? def.valueType, rest)
}

/** The parts of zod's `def` that lead to the keys of an object. */
interface SchemaDefinition {
  readonly shape?: Readonly<Record<string, unknown>>
  readonly element?: unknown
  readonly valueType?: unknown
  readonly innerType?: unknown
  readonly in?: unknown
  readonly options?: readonly unknown[]
}
