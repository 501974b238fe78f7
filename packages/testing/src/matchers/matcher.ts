/** What test runners give to a matcher as `this`, vitest and Jest the same. */
export interface MatcherContext {
  /** Whether the opposite is expected. */
  readonly isNot?: boolean
  /** Compares two values in depth. */
  equals(one: unknown, other: unknown): boolean
}

/** What a matcher says. */
export interface MatcherResult {
  /** Whether it matches. */
  pass: boolean
  /** What to say where it is not as expected. */
  message: () => string
  /** What was received, for the difference that is shown. */
  actual?: unknown
  /** What was expected, for the difference that is shown. */
  expected?: unknown
}
