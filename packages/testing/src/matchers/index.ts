export { toHaveAskedOnce, toHaveAskedTimes } from './asked.ts'
export { toBeClaimsChallenge } from './claims-challenge.ts'
export type { MatcherContext, MatcherResult } from './matcher.ts'
