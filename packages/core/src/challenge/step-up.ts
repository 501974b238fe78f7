import { authContext } from '../claims/auth-context.ts'
import type { ClaimsRequest } from '../claims/claims-request.ts'
import { mergeClaims } from '../claims/merge-claims.ts'
import { paramOf, type ScannedChallenge } from './scan-challenges.ts'

/**
 * The claims that a challenge of RFC 9470 amounts to: `acr_values` as authentication contexts, of which
 * any one satisfies, and `max_age` as a sign-in no longer ago than that. Undefined for any other challenge.
 *
 * @see [RFC 9470 §3](https://www.rfc-editor.org/rfc/rfc9470#section-3)
 */
export function readStepUp(challenge: ScannedChallenge): ClaimsRequest | undefined {
  if (paramOf(challenge, 'error') !== 'insufficient_user_authentication') return undefined
  const contexts = paramOf(challenge, 'acr_values')?.split(' ').filter(Boolean) ?? []
  const maxAge = paramOf(challenge, 'max_age') ?? ''
  const demands: ClaimsRequest[] = []
  if (contexts.length > 0) demands.push(authContext(...contexts))
  if (/^\d{1,10}$/.test(maxAge)) {
    const signedInAfter = Math.floor(Date.now() / 1000) - Number(maxAge)
    demands.push({ access_token: { nbf: { essential: true, value: String(signedInAfter) } } })
  }
  return demands.length > 0 ? mergeClaims(...demands) : undefined
}
