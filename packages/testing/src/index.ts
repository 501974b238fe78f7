export { claimsChallenge } from './challenge/claims-challenge.ts'
export type {
  ChallengeDialect,
  ChallengeResponseOptions,
  ClaimsChallengeOptions,
  DataverseOptions,
  EncodedClaimsOptions,
  IdentityWebOptions,
  StepUpOptions,
} from './challenge/options.ts'
export { revocation } from './challenge/revocation.ts'
export {
  type ChallengeHandlersOptions,
  challengeHandlers,
  type RespondOptions,
} from './msw/challenge-handlers.ts'
export type { WhenOptions } from './msw/when.ts'
export {
  type FakeAnswer,
  type FakeTokens,
  type FakeTokensOptions,
  fakeTokens,
} from './tokens/fake-tokens.ts'
export {
  type InteractionRequiredAuthError,
  interactionRequired,
} from './tokens/interaction-required.ts'
