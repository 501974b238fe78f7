import { ConfigurationError } from '@caefetch/core'

/** Passes on what was looked up by name; throws a ConfigurationError that says what is not there. */
export function need<T>(what: string, name: string, item: T | undefined): T {
  if (item !== undefined) return item
  throw new ConfigurationError(`there is no ${what} ${JSON.stringify(name)} in the tenant`)
}
