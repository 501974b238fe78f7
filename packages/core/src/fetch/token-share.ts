import type { AccessToken } from './token-source.ts'

/**
 * One token request for all replicas of an application. They share the tokens that any of them gets,
 * and while one asks the identity provider the others wait for its answer.
 */
export interface TokenShare {
  /**
   * Resolves with a token that another replica has got, its `fromCache` set, or with what `ask` resolves
   * with, which the other replicas are given. Rejects with what `ask` rejects with, or the signal's
   * reason; when the share itself is out of order, `ask` is called as if there were none.
   *
   * @param ask Asks the identity provider. Called once at the most.
   */
  getToken(request: ShareRequest, ask: () => Promise<AccessToken>): Promise<AccessToken>
}

/** Which token is wanted from a {@link TokenShare}. Tokens for other values are never an answer. */
export interface ShareRequest {
  /** The client whose tokens these are: its authority, id and capabilities, and the assertion on behalf of which it asks. */
  client: string
  /** The account that the token is for. */
  accountId?: string | undefined
  /** The scopes that the token is for. */
  scopes: readonly string[]
  /** The token that is to be replaced; one that differs from it is an answer. */
  rejectedToken?: string | undefined
  /** Aborts when nobody waits for the token any more. */
  signal?: AbortSignal | undefined
  /** Tells the listener of events that the share is out of order. */
  report?(problem: ShareProblem): void
}

/** Why a {@link TokenShare} did not serve. */
export interface ShareProblem {
  /** `share_unavailable`: it cannot be reached, or refuses. `share_unreadable`: what it has cannot be read. */
  code: 'share_unavailable' | 'share_unreadable'
  /** What is wrong and what to do, without secrets. */
  message: string
}
