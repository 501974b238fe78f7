import { ConfigurationError } from '@caefetch/core'
import { nearestName } from '@caefetch/core/options'

/**
 * Passes on what was looked up by name; throws a ConfigurationError that says what is not there, and which
 * of the names that are was probably meant.
 */
export function need<T>(
  what: string,
  name: string,
  item: T | undefined,
  names: Iterable<string> = [],
): T {
  if (item !== undefined) return item
  throw new ConfigurationError(`${thereIsNo(what, name, names)} in the tenant`)
}

/** `there is no app "spaa" (did you mean "spa"?)`. */
export function thereIsNo(what: string, name: string, names: Iterable<string>): string {
  const meant = nearestName(name, names)
  const hint = meant === undefined ? '' : ` (did you mean ${JSON.stringify(meant)}?)`
  return `there is no ${what} ${JSON.stringify(name)}${hint}`
}
