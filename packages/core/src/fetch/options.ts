import type { CaeEvent } from '../events.ts'
import type { CaeCallOptions, FetchLike } from './cae-request-init.ts'
import type { ResourceOptions } from './resources.ts'
import type { TokenShare } from './token-share.ts'

/** Options of {@link createCaeFetch}. */
export interface CaeFetchOptions {
  /**
   * Where tokens go, and with which scopes: URLs of an origin, with or without a path. The longest
   * that matches wins; a call that none matches is a plain `fetch`.
   * Default: Microsoft Graph with `https://graph.microsoft.com/.default`.
   */
  resources?: Record<string, readonly string[] | ResourceOptions>
  /** What sends the requests. Default: the global `fetch`, looked up at each call. */
  fetch?: FetchLike
  /** How many claims requests one call may make; 0 turns answering off. Default: 2. */
  maxChallenges?: number
  /** How much of a body that can be read only once is kept for sending it again, in bytes. Default: 1 MiB. */
  maxReplayBytes?: number
  /**
   * How long a token request that asks nobody may take, in milliseconds; the call then rejects with
   * ReauthenticationError. Default: 30,000; `Infinity` for no bound.
   */
  tokenTimeout?: number
  /**
   * What the replicas of the application share tokens by, such as `redisShare` of `@caefetch/redis`: equal
   * challenges anywhere are one token request. Default: each asks for itself.
   */
  share?: TokenShare | undefined
  /**
   * Hears what happens, without secrets, and is given the `cae` that the call brought. What it throws is
   * ignored.
   */
  onEvent?: (event: CaeEvent, cae?: CaeCallOptions) => void
}
