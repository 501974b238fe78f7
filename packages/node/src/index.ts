export type {
  Authorizer,
  AuthorizerCall,
  CaeCallOptions,
  CaeErrorCode,
  CaeEvent,
  CaeEventOrigin,
  CaeFetch,
  CaeFetchOptions,
  CaeRequestInit,
  CallEvent,
  ChallengeReason,
  ClaimsChallenge,
  ClaimsRequest,
  DiagnosticCode,
  DiagnosticEvent,
  FetchLike,
  HeadersLike,
  InteractionEvent,
  RefusalLike,
  ResourceOptions,
  TokenOrigin,
} from '@caefetch/core'
export {
  authContext,
  BodyNotReplayableError,
  CaeError,
  ConfigurationError,
  InteractionRequiredError,
  InvalidClaimsError,
  isCaeError,
  ReauthenticationError,
} from '@caefetch/core'
export type { TokenProvider } from './connect.ts'
export {
  createAuthorizer,
  type NodeAuthorizer,
  type NodeAuthorizerCall,
} from './create-authorizer.ts'
export { createCaeFetch } from './create-cae-fetch.ts'
export {
  type DeviceCode,
  deviceCode,
  type Interaction,
  type InteractionRequest,
  systemBrowser,
} from './interaction.ts'
export { createOnBehalfOf, type OnBehalfOfOptions } from './on-behalf-of.ts'
export type { NodeCallOptions, NodeFetch, NodeOptions, NodeRequestInit } from './options.ts'
export type { CredentialToken, TokenCredential } from './sources/token-credential.ts'
export { withCae } from './with-cae.ts'
