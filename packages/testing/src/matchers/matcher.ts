/** What test runners give to a matcher as `this`, vitest and Jest the same. */
export interface MatcherContext {
  readonly isNot?: boolean
  equals(one: unknown, other: unknown): boolean
}

/** What a matcher says. */
export interface MatcherResult {
  pass: boolean
  message: () => string
  actual?: unknown
  expected?: unknown
}
