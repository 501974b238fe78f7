import type { CaeErrorCode } from './errors.ts'

/** What a challenge is about, as far as the names of its claims tell. */
export type ChallengeReason =
  | 'revocation'
  | 'authentication-context'
  | 'location'
  | 'other'
  | 'invalid-token'

/** Where the token that answers a challenge came from. */
export type TokenOrigin =
  /** It was held already: another call had been given it. */
  | 'held'
  /** The source's cache had it: another tab or replica had been given it. */
  | 'cache'
  /** It was asked for, silently. */
  | 'provider'
  /** The user was asked. */
  | 'user'

/** When something happened, and to which call. */
export interface CaeEventOrigin {
  /** The call, counted from 1 within one caefetch: what tells two calls in flight apart. */
  callId: number
  /** When it happened, in milliseconds since the epoch. */
  at: number
  /** The entry of `resources` that the call matched. */
  resource: string
  /** The method of the call. */
  method: string
}

/** What happened to a call, without what is the same in all events of it. */
export type CallEvent =
  /** The API answered with a claims challenge, or with `invalid_token`. */
  | { type: 'challenged'; status: number; reason: ChallengeReason }
  /**
   * There is a token for the challenge. `shared`: another call has told of the same token, so that those
   * of the `provider` and the `user` without it are the requests that were made.
   */
  | { type: 'reauthenticated'; origin: TokenOrigin; shared?: true | undefined }
  /** The call was sent again and answered. */
  | { type: 'replayed'; status: number }
  /**
   * The challenge was not met: the call rejects with `code`, or gets the API's response. `repeated`: the
   * API asked for the same again; `too_many`: `maxChallenges` is reached; `paused`: the API refused
   * what it was given again and again, and is left alone for a while.
   */
  | { type: 'unresolved'; code: CaeErrorCode | 'repeated' | 'too_many' | 'paused' }
  /** The user is asked to act, or has answered; `kind` is what is shown: `dialog`, `popup`, `redirect`, `deviceCode`, … */
  | InteractionEvent

/** The user is asked to act, or has answered. */
export interface InteractionEvent {
  /** What kind of event it is. */
  type: 'interaction'
  /** What is shown: `dialog`, `popup`, `redirect`, `deviceCode`, `systemBrowser` or `custom`. */
  kind: string
  /** `started` when it is shown, then how it ended. */
  state: 'started' | 'succeeded' | 'failed'
}

/** Something is set up in a way that keeps challenges from being met. Each is told once. */
export interface DiagnosticEvent<Code extends string = DiagnosticCode> {
  /** What kind of event it is. */
  type: 'diagnostic'
  /** Which failure it is, and the heading of the page that says what to do. */
  code: Code
  /** What is wrong and what to do, in words and with a link; without secrets. */
  message: string
  /** When it was noticed, in milliseconds since the epoch. */
  at: number
}

/** Something that happened on the way of a call. No event holds a token, or the value of a claim or a header. */
export type CaeEvent = (CaeEventOrigin & CallEvent) | DiagnosticEvent

/** The failures that would be silent without a word; adapters have codes of their own. */
export type DiagnosticCode = PipelineDiagnosticCode | (string & {})

export type PipelineDiagnosticCode =
  | 'challenge_hidden_by_cors'
  | 'client_not_capable'
  | 'challenge_repeated'
  | 'tokens_refused'
  | 'no_resource_matched'
  | 'own_authorization'
  | 'expiry_in_seconds'

/** What a token source tells of; core adds the call and the time, and says each diagnostic once. */
export type SourceReport = InteractionEvent | { type: 'diagnostic'; code: string; message: string }
