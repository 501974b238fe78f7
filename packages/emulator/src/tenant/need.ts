/** Passes on what was found by name; throws a `RangeError` that says what was not. */
export function found<T>(what: string, name: string, item: T | undefined): T {
  if (item !== undefined) return item
  throw new RangeError(`there is no ${what} ${JSON.stringify(name)} in the tenant`)
}
