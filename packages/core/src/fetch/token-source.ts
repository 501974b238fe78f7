import type { ClaimsRequest } from '../claims/claims-request.ts'
import type { SourceReport } from '../events.ts'
import type { CaeCallOptions } from './cae-request-init.ts'

/** Where access tokens come from: MSAL behind one of the adapters, or the application's own code. */
export interface TokenSource {
  /**
   * Resolves with a token for the scopes, without asking anybody: who has to wait for a person is to do
   * so in {@link TokenSource.askUser}. Ends after `tokenTimeout`. It rejects with what the identity
   * provider said; an error whose code is `interaction_required` or `invalid_grant` means that only a
   * person can help.
   */
  getToken(request: TokenRequest): Promise<AccessToken>
  /**
   * Asks the user for a token, where `getToken` has said that only a person can help and the call
   * allows it. One question at a time; it may take as long as the user does, and ends with `signal`.
   */
  askUser?(question: UserQuestion): Promise<AccessToken>
  /** What `cae.interaction` is for calls that do not say it; with `'none'` the user is not asked. */
  interaction?: unknown
  /**
   * The account a call is for: the user and the tenant. Asked at each call. What is held for one
   * account never serves another, and is dropped when a call without `cae.account` is for another one.
   */
  accountId?(cae?: CaeCallOptions): string | undefined
  /** Registers what is to be called when accounts sign in or out, with those that are there from now on. */
  onAccountsChange?(listener: (isPresent: (accountId: string) => boolean) => void): void
  /**
   * The client whose token is asked for, for `share`: its authority, id and capabilities, and how it asks.
   * Tokens are shared with sources that say the same, for the same account and scopes; one for which
   * nothing is said is not shared.
   */
  shareAs?(request: TokenRequest): string | undefined
  /** The client capabilities that were declared to the identity provider, where they are known. */
  clientCapabilities?: readonly string[] | undefined
}

/** What a token is needed for. */
export interface TokenRequest {
  /** The scopes to ask for. */
  scopes: readonly string[]
  /** What the token must satisfy. To be sent to the identity provider once, and kept nowhere. */
  claims?: ClaimsRequest
  /**
   * The token that is to be replaced: the one that the API refused, or, where `cae.claims` ask for more
   * or it is due for renewal, the one held before. A cached token that differs from it may be the answer to `claims`: another tab
   * or replica has renewed it. With `forceRefresh`, such a one was refused as well.
   */
  rejectedToken?: string
  /** Whether the cache must not answer. */
  forceRefresh?: boolean
  /** What {@link TokenSource.accountId} said when the call was made; another account's token is refused. */
  accountId?: string
  /** What the call said under `cae.account`. */
  account?: unknown
  /** What the call said under `cae.interaction`, or the source's own. */
  interaction?: unknown
  /** The method of the call that needs the token. */
  method: string
  /** The URL of the call that needs the token. */
  url: string
  /** Aborts when no call waits for the token any more, or `tokenTimeout` is over. */
  signal?: AbortSignal
  /** Tells the listener of events what the source does: that the user is asked, what stands in the way. */
  report?(event: SourceReport): void
}

/**
 * What the user is to be asked for. Its `claims` are those that could not be met silently, for the source
 * to see whether another tab has brought a token for them, or the user has declined them of late.
 */
export interface UserQuestion extends TokenRequest {
  /**
   * The claims to ask for, to be taken as late as possible: what other calls have come to wait for until
   * then is asked with them.
   */
  takeClaims(): ClaimsRequest | undefined
}

/** An access token and how long it is good for. */
export interface AccessToken {
  /** The token, as it stands in the Authorization header. */
  token: string
  /** The auth-scheme to send it with. Default: `Bearer`. */
  tokenType?: string
  /** When it expires, in milliseconds since the epoch. Default: five minutes from now. */
  expiresOn?: number
  /** When to renew it in the background, in milliseconds since the epoch. Default: not before it expires. */
  refreshOn?: number
  /** The account that the token is for; where it is not the one that was asked for, the token is refused. */
  accountId?: string
  /** Whether `claims` were not sent, because the cache had a token newer than the rejected one. */
  fromCache?: boolean
}
