import type { ChallengeReason } from '../events.ts'
import { type ClaimsRequest, claimNames } from './claims-request.ts'

/** What a challenge is about; several claims are about the one that asks most of the user. */
export function reasonOf(claims: ClaimsRequest): ChallengeReason {
  const names = claimNames(claims)
  if (names.includes('acrs')) return 'authentication-context'
  if (names.includes('xms_rp_ipaddr')) return 'location'
  if (names.includes('nbf')) return 'revocation'
  return names.length > 0 ? 'other' : 'invalid-token'
}
