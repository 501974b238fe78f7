export type {
  CaeCallOptions,
  CaeEvent,
  CaeFetch,
  CaeFetchOptions,
  CaeRequestInit,
  ClaimsRequest,
} from '@caefetch/core'
export {
  authContext,
  BodyNotReplayableError,
  CaeError,
  ConfigurationError,
  InteractionRequiredError,
  InvalidClaimsError,
  ReauthenticationError,
} from '@caefetch/core'
export { createCaeFetch, type NodeOptions, type TokenProvider } from './create-cae-fetch.ts'
export {
  type DeviceCode,
  deviceCode,
  type Interaction,
  type InteractionRequest,
  systemBrowser,
} from './interaction.ts'
export { createOnBehalfOf, type OnBehalfOfOptions } from './on-behalf-of.ts'
export type { CredentialToken, TokenCredential } from './sources/token-credential.ts'
export { withCae } from './with-cae.ts'
