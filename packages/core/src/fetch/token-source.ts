import type { ClaimsRequest } from '../claims/schema.ts'

/** Where access tokens come from: MSAL behind one of the adapters, or the application's own code. */
export interface TokenSource {
  /**
   * Resolves with a token for the scopes. It rejects with what the identity provider said; an error
   * whose code is `interaction_required` or `invalid_grant` means that only a person can help.
   */
  getToken(request: TokenRequest): Promise<AccessToken>
  /** The account that tokens are for right now. When the answer changes, tokens held for the other are dropped. */
  accountId?(): string | undefined
  /** The client capabilities that were declared to the identity provider, where they are known. */
  clientCapabilities?: readonly string[] | undefined
}

/** What a token is needed for. */
export interface TokenRequest {
  scopes: readonly string[]
  /** What the token must satisfy. To be sent to the identity provider once, and kept nowhere. */
  claims?: ClaimsRequest
  /**
   * The token that the API refused. A cached token that differs from it may be the answer to `claims`:
   * another tab or replica has renewed it. With `forceRefresh`, such a one was refused as well.
   */
  rejectedToken?: string
  /** Whether the cache must not answer. */
  forceRefresh?: boolean
  /** What the call said under `cae.interaction`; `'none'` for a renewal in the background. */
  interaction?: unknown
  /** What {@link TokenSource.accountId} said when the call was made; another account's token must not answer it. */
  accountId?: string | undefined
  /** The method of the call that needs the token. */
  method: string
  /** The URL of the call that needs the token. */
  url: string
  /** Aborts when no call waits for the token any more. */
  signal?: AbortSignal
}

/** An access token and how long it is good for. */
export interface AccessToken {
  token: string
  /** The auth-scheme to send it with. Default: `Bearer`. */
  tokenType?: string
  /** When it expires, in milliseconds since the epoch. Default: five minutes from now. */
  expiresOn?: number
  /** When to renew it in the background, in milliseconds since the epoch. Default: not before it expires. */
  refreshOn?: number
  /** The account that the token is for. */
  accountId?: string
  /** Whether `claims` were not sent, because the cache had a token newer than the rejected one. */
  fromCache?: boolean
}
