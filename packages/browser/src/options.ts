import type {
  AccountInfo,
  AuthenticationResult,
  IPublicClientApplication,
} from '@azure/msal-browser'
import type { CaeCallOptions, CaeFetchOptions, CaeRequestInit } from '@caefetch/core'
import type { Prompt } from './prompt/prompt.ts'

/** What the user is asked for. */
export interface InteractionRequest {
  /** The scopes to ask for. */
  scopes: string[]
  /** JSON text of what the token must satisfy. */
  claims?: string
  /** Who should sign in, where that is known. */
  account?: AccountInfo
  /** The name of that user, which Entra fills in. */
  loginHint?: string
  /** Where the account has to sign in, if that is not the configured authority: it is a guest there. */
  authority?: string
}

/** Asks the user for a token, in the application's own way. */
export type InteractionFunction = (
  msal: IPublicClientApplication,
  request: InteractionRequest,
) => Promise<AuthenticationResult | null>

/** How the user may be asked: in a popup, by leaving the page, not at all, or by the application. */
export type Interaction = 'popup' | 'redirect' | 'none' | InteractionFunction

/** Options of {@link createCaeFetch}. */
export interface BrowserOptions extends CaeFetchOptions {
  /** How the user is asked when silence does not help. Default: `popup`. */
  interaction?: Interaction
  /**
   * Asks for the click without which browsers block popups. Called when the user did nothing of late, in
   * WebKit always, and after a popup was blocked. Default: {@link dialogPrompt}.
   */
  prompt?: Prompt
  /**
   * Whose tokens are attached, asked at each call; nobody's where it gives nothing. Default: the active
   * account, else the only one.
   */
  account?: () => AccountInfo | null | undefined
  /** How long a challenge that the user declined is not asked about again unless they act, in milliseconds. Default: 60,000. */
  cooldown?: number
}

/** What one call may ask for. */
export interface BrowserCallOptions extends CaeCallOptions {
  /** How the user may be asked for this call. Default: the `interaction` of the options. */
  interaction?: Interaction
  /** Whose token is attached to this call. Default: the `account` of the options. */
  account?: AccountInfo
}

/** The options of `fetch`, and of caefetch under `cae`. */
export interface BrowserRequestInit extends CaeRequestInit {
  /** What this call asks of caefetch. */
  cae?: BrowserCallOptions
}

/** A `fetch` that attaches tokens and answers claims challenges; a `CaeFetch` of core. */
export type BrowserFetch = (
  input: string | URL | Request,
  init?: BrowserRequestInit,
) => Promise<Response>
