import type { ClaimsRequest } from '@caefetch/core'

/** Why a call is refused. */
export type RefusalReason =
  | 'no_token'
  | 'malformed_header'
  | 'invalid_token'
  | 'missing_permission'
  | 'revoked'
  | 'location'
  | 'auth_context'
  | 'max_age'
  | 'unavailable'

/** Something about a token that a new one can mend. */
export interface Demand {
  readonly reason: RefusalReason
  readonly claims: ClaimsRequest
  readonly description: string
  /** For step-ups: the auth-params by which RFC 9470 asks for the same. */
  readonly stepUp?: Readonly<Record<string, string>>
}
