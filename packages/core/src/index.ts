export type { Challenge } from './challenge/challenge.ts'
export { formatChallenge } from './challenge/format-challenge.ts'
export { parseChallenges } from './challenge/parse-challenges.ts'
export { type ClaimsChallenge, readClaimsChallenge } from './challenge/read-claims-challenge.ts'
export { authContext } from './claims/auth-context.ts'
export { decodeClaims, encodeClaims } from './claims/claims-codec.ts'
export { mergeClaims } from './claims/merge-claims.ts'
export type { ClaimsRequest, RequestedClaim, RequestedClaims } from './claims/schema.ts'
export {
  BodyNotReplayableError,
  CaeError,
  type CaeErrorCode,
  type CaeErrorOptions,
  ConfigurationError,
  InteractionRequiredError,
  InvalidClaimsError,
  ReauthenticationError,
} from './errors.ts'
