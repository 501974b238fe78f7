import type { ClaimsRequest } from '../claims/claims-request.ts'

/**
 * What can be a body, by whichever library of types: of Node's, unlike the DOM's, the name is not global.
 */
export type FetchBody = NonNullable<RequestInit['body']>

/** The part of the platform's `fetch` that is used. */
export type FetchLike = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

/**
 * A `fetch` that attaches tokens and answers claims challenges. That of an adapter, which knows what
 * `cae.interaction` and `cae.account` may be, is one too: methods are compared by either way.
 */
export type CaeFetch = {
  fetch(input: string | URL | Request, init?: CaeRequestInit): Promise<Response>
}['fetch']

/** The options of `fetch`, and of caefetch under `cae`. */
export interface CaeRequestInit extends RequestInit {
  /** What this call asks of caefetch. */
  cae?: CaeCallOptions
}

/** What one call may ask for. */
export interface CaeCallOptions {
  /** The scopes of this call's token. Default: those of the resource. */
  scopes?: readonly string[]
  /** What this call's token must satisfy from the first send on, such as `authContext('c1')`. */
  claims?: ClaimsRequest
  /** How the user may be asked; read by the token source, `'none'` by all. */
  interaction?: unknown
  /** Whose token it is to be; read by the token source. */
  account?: unknown
  /** Gives a fresh body for each further send, for bodies that can be read once. */
  replay?: () => FetchBody | Promise<FetchBody>
  /**
   * Wraps what sends this call, for each of its sends and not for the wait for a token between them:
   * the place for a timeout of one attempt, or for tracing it.
   */
  wrapFetch?: (fetch: FetchLike) => FetchLike
}
