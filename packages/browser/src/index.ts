export type {
  Authorizer,
  AuthorizerCall,
  CaeErrorCode,
  CaeEvent,
  CaeEventOrigin,
  CaeFetch,
  CaeFetchOptions,
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
export {
  type BrowserAuthorizer,
  type BrowserAuthorizerCall,
  createAuthorizer,
} from './create-authorizer.ts'
export { createCaeFetch } from './create-cae-fetch.ts'
export type { BrowserDiagnosticCode } from './interaction/diagnostics.ts'
export { type PendingCall, pendingAfterRedirect } from './interaction/pending.ts'
export type {
  BrowserCallOptions,
  BrowserFetch,
  BrowserOptions,
  BrowserRequestInit,
  Interaction,
  InteractionFunction,
  InteractionRequest,
} from './options.ts'
export type { DialogOptions } from './prompt/dialog-options.ts'
export { dialogPrompt } from './prompt/dialog-prompt.ts'
export type { Prompt, PromptRequest } from './prompt/prompt.ts'
export { withCae } from './with-cae.ts'
