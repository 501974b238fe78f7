import type { ClaimsRequest } from '../claims/schema.ts'
import { ConfigurationError } from '../errors.ts'
import { type CaeEvent, createEmitter, type Emit } from '../events.ts'
import { createResources, type MatchResource } from './resources.ts'
import type { TokenSource } from './token-source.ts'

/** The part of the platform's `fetch` that is used. */
export type FetchLike = (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>

/** A `fetch` that attaches tokens and answers claims challenges. */
export type CaeFetch = (input: RequestInfo | URL, init?: CaeRequestInit) => Promise<Response>

/** The options of `fetch`, and of caefetch under `cae`. */
export interface CaeRequestInit extends RequestInit {
  cae?: CaeCallOptions
}

/** What one call may ask for. */
export interface CaeCallOptions {
  /** The scopes of this call's token. Default: those of the resource. */
  scopes?: readonly string[]
  /** What this call's token must satisfy from the first send on, such as `authContext('c1')`. */
  claims?: ClaimsRequest
  /** How the user may be asked; read by the token source. */
  interaction?: unknown
  /** Gives a fresh body for each further send, for bodies that can be read once. */
  replay?: () => BodyInit | Promise<BodyInit>
  /**
   * Wraps what sends this call, for each of its sends and not for the wait for a token between them:
   * the place for a timeout of one attempt, or for tracing it.
   */
  wrapFetch?: (fetch: FetchLike) => FetchLike
}

/** What is known of one resource. */
export interface ResourceOptions {
  /** The scopes of its tokens; at least one. */
  scopes: readonly string[]
}

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
  /** Hears what happens, without secrets. What it throws is ignored. */
  onEvent?: (event: CaeEvent) => void
}

/** The options, checked and completed. */
export interface Settings {
  match: MatchResource
  send: FetchLike
  maxChallenges: number
  maxReplayBytes: number
  emit: Emit
}

const graph = { 'https://graph.microsoft.com/': ['https://graph.microsoft.com/.default'] }

export function readOptions(tokens: TokenSource, options: CaeFetchOptions): Settings {
  const { resources = graph, maxChallenges = 2, maxReplayBytes = 1_048_576 } = options
  const { fetch: send = (...call) => globalThis.fetch(...call), onEvent = () => {} } = options
  const functions = { 'tokens.getToken': tokens?.getToken, fetch: send, onEvent }
  for (const [option, value] of Object.entries(functions)) {
    if (typeof value !== 'function') throw new ConfigurationError(`${option} must be a function.`)
  }
  for (const [option, value] of Object.entries({ maxChallenges, maxReplayBytes })) {
    if (!(value >= 0)) throw new ConfigurationError(`${option} must be 0 or more.`)
  }
  return {
    match: createResources(resources),
    send,
    maxChallenges,
    maxReplayBytes,
    emit: createEmitter(onEvent),
  }
}
