export type { Challenge } from './challenge/challenge.ts'
export { formatChallenge } from './challenge/format-challenge.ts'
export { parseChallenges } from './challenge/parse-challenges.ts'
export { pimChallenge } from './challenge/pim-challenge.ts'
export { type ClaimsChallenge, readClaimsChallenge } from './challenge/read-claims-challenge.ts'
export { authContext } from './claims/auth-context.ts'
export { decodeClaims, encodeClaims } from './claims/claims-codec.ts'
export type { ClaimsRequest, RequestedClaim, RequestedClaims } from './claims/claims-request.ts'
export { mergeClaims } from './claims/merge-claims.ts'
export {
  BodyNotReplayableError,
  CaeError,
  type CaeErrorCode,
  type CaeErrorOptions,
  ConfigurationError,
  InteractionRequiredError,
  InvalidClaimsError,
  isCaeError,
  ReauthenticationError,
} from './errors.ts'
export type {
  CaeEvent,
  CaeEventOrigin,
  CallEvent,
  ChallengeReason,
  DiagnosticCode,
  DiagnosticEvent,
  InteractionEvent,
  SourceReport,
  TokenOrigin,
} from './events.ts'
export { type Authorizer, type AuthorizerCall, createAuthorizer } from './fetch/authorizer.ts'
export { createCaeFetch } from './fetch/cae-fetch.ts'
export type {
  CaeCallOptions,
  CaeFetch,
  CaeRequestInit,
  FetchLike,
} from './fetch/cae-request-init.ts'
export type { CaeFetchOptions } from './fetch/options.ts'
export { toCaeError } from './fetch/provider-error.ts'
export type { HeadersLike, RefusalLike } from './fetch/refusal-like.ts'
export type { ChallengeFrom, ResourceOptions } from './fetch/resources.ts'
export type { ShareProblem, ShareRequest, TokenShare } from './fetch/token-share.ts'
export type {
  AccessToken,
  TokenRequest,
  TokenSource,
  UserQuestion,
} from './fetch/token-source.ts'
