import type { ClaimsRequest } from '@caefetch/core'
import type { TokenReason } from '../verify/faults.ts'

/**
 * Why a call is refused; stable names, for metrics and alerts.
 *
 * @see docs/troubleshooting.md, "A refusal of the API"
 */
export type RefusalReason =
  | TokenReason
  | 'no_token'
  | 'token_too_long'
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
