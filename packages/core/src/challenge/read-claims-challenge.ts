import { readClaims } from '../claims/claims-codec.ts'
import { mergeClaims } from '../claims/merge-claims.ts'
import type { ClaimsRequest } from '../claims/schema.ts'
import { paramOf, type ScannedChallenge, scanChallenges } from './scan-challenges.ts'

/** What a response asks the caller's next token to hold. */
export interface ClaimsChallenge {
  /** The claims request; of several claims challenges, the merged one. */
  claims: ClaimsRequest
  /** The `error` auth-param, mostly `insufficient_claims`. */
  error?: string
  /** The `error_description` auth-param, or Microsoft Graph's `errorDescription`. */
  description?: string
  /** The auth-scheme as it was sent. */
  scheme: string
  /** The status of the response, 401 or 403. */
  status: number
}

/**
 * Finds the claims challenge in a response: a 401 or 403 whose Bearer, PoP or DPoP challenge has usable `claims`.
 *
 * Challenges without usable claims are passed over. Where several have some, the claims are merged
 * as {@link mergeClaims} says, and each other member is the first one given. The body is not read.
 *
 * @see [Claims challenges](https://learn.microsoft.com/entra/identity-platform/claims-challenge)
 */
export const readClaimsChallenge = (response: Response): ClaimsChallenge | undefined =>
  findClaimsChallenge(challengesOf(response), response.status)

/** The challenges of a 401 or 403. */
export const challengesOf = ({ status, headers }: Response): ScannedChallenge[] =>
  status === 401 || status === 403 ? scanChallenges(headers.get('www-authenticate') ?? '') : []

/** As {@link readClaimsChallenge}, of challenges that are parsed already. */
export function findClaimsChallenge(
  challenges: readonly ScannedChallenge[],
  status: number,
): ClaimsChallenge | undefined {
  let found: ClaimsChallenge | undefined
  for (const challenge of challenges) {
    const { scheme } = challenge
    const value = /^(bearer|d?pop)$/i.test(scheme) && paramOf(challenge, 'claims')
    const claims = value && readClaims(value)
    // Unusable claims are no claims challenge: the response stands for itself.
    if (!claims) continue
    if (found) found.claims = mergeClaims(found.claims, claims)
    else found = { claims, scheme, status }
    const error = paramOf(challenge, 'error')
    const description =
      paramOf(challenge, 'error_description') ?? paramOf(challenge, 'errordescription')
    if (error) found.error ??= error
    if (description) found.description ??= description
  }
  return found
}
