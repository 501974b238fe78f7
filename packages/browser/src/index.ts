export type { CaeEvent, CaeFetchOptions, ClaimsRequest } from '@caefetch/core'
export {
  authContext,
  BodyNotReplayableError,
  CaeError,
  ConfigurationError,
  InteractionRequiredError,
  InvalidClaimsError,
  ReauthenticationError,
} from '@caefetch/core'
export { createCaeFetch } from './create-cae-fetch.ts'
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
export { type DialogOptions, dialogPrompt } from './prompt/dialog-prompt.ts'
export type { Prompt, PromptRequest } from './prompt/prompt.ts'
export { withCae } from './with-cae.ts'
