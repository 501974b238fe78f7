import type { ClaimsRequest } from './claims/schema.ts'
import type { CaeErrorCode } from './errors.ts'

/** What a challenge is about, as far as the names of its claims tell. */
export type ChallengeReason =
  | 'revocation'
  | 'authentication-context'
  | 'location'
  | 'other'
  | 'invalid-token'

/** What every event of a call says. */
export interface CaeEventOrigin {
  /** The entry of `resources` that the call matched. */
  resource: string
  /** The method of the call. */
  method: string
}

/** Something that happened on the way of a call. No event holds a token, or the value of a claim or a header. */
export type CaeEvent =
  /** The API answered with a claims challenge, or with `invalid_token`. */
  | (CaeEventOrigin & { type: 'challenged'; status: number; reason: ChallengeReason })
  /** A token was found for the challenge. */
  | (CaeEventOrigin & { type: 'reauthenticated' })
  /** The call was sent again and answered. */
  | (CaeEventOrigin & { type: 'replayed'; status: number })
  /** The challenge was not met: the call rejects with `code`, or gets the API's response. */
  | (CaeEventOrigin & { type: 'unresolved'; code: CaeErrorCode | 'repeated' | 'too_many' })
  /** The user is asked to act, or has answered. Comes from the adapters. */
  | { type: 'interaction'; kind: string; state: 'started' | 'succeeded' | 'failed' }
  /** Something is set up in a way that keeps challenges from being met. */
  | { type: 'diagnostic'; code: DiagnosticCode; message: string }

/** The failures that would be silent without a word. */
export type DiagnosticCode = PipelineDiagnosticCode | BrowserDiagnosticCode

export type PipelineDiagnosticCode =
  | 'challenge_hidden_by_cors'
  | 'client_not_capable'
  | 'challenge_repeated'

/** Said by the browser adapter. */
type BrowserDiagnosticCode = 'popup_blocked' | 'redirect_bridge_missing' | 'redirect_bridge_is_app'

export type Emit = (event: CaeEvent) => void

/** A listener is a guest: what it throws must not change the call. */
export const createEmitter =
  (listener: Emit): Emit =>
  (event) => {
    try {
      listener(event)
    } catch {}
  }

/** Several claims are about the one that asks most of the user. */
export function reasonOf(claims: ClaimsRequest): ChallengeReason {
  const names = Object.values(claims).flatMap(Object.keys)
  if (names.includes('acrs')) return 'authentication-context'
  if (names.includes('xms_rp_ipaddr')) return 'location'
  if (names.includes('nbf')) return 'revocation'
  return names.length > 0 ? 'other' : 'invalid-token'
}
