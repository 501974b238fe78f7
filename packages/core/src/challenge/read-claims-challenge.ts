import { decodeClaims } from '../claims/claims-codec.ts'
import { mergeClaims } from '../claims/merge-claims.ts'
import type { ClaimsRequest } from '../claims/schema.ts'
import { InvalidClaimsError } from '../errors.ts'
import type { Challenge } from './challenge.ts'
import { parseChallenges } from './parse-challenges.ts'

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

const schemes = new Set(['bearer', 'pop', 'dpop'])

/**
 * Finds the claims challenge in a response: a 401 or 403 whose Bearer, PoP or DPoP challenge has usable `claims`.
 *
 * Challenges without usable claims are passed over. Where several have some, the claims are merged
 * as {@link mergeClaims} says, and the other members are those of the first with the error
 * `insufficient_claims`, else of the first. The response's body is not read.
 *
 * @see [Claims challenges](https://learn.microsoft.com/entra/identity-platform/claims-challenge)
 */
export function readClaimsChallenge(response: Response): ClaimsChallenge | undefined {
  return response.status === 401 || response.status === 403
    ? findClaimsChallenge(challengesOf(response), response.status)
    : undefined
}

/** The challenges of a response, parsed. */
export const challengesOf = (response: Response): Challenge[] =>
  parseChallenges(response.headers.get('www-authenticate') ?? '')

/** As {@link readClaimsChallenge}, of challenges that are parsed already. */
export function findClaimsChallenge(
  challenges: readonly Challenge[],
  status: number,
): ClaimsChallenge | undefined {
  const found = challenges.flatMap((challenge) => {
    const claims = usableClaims(challenge)
    return claims ? [{ challenge, claims }] : []
  })
  const main = found.find(({ challenge }) => isInsufficientClaims(challenge)) ?? found[0]
  if (!main) return undefined
  const { scheme, params } = main.challenge
  const description = params.error_description ?? params.errordescription
  return {
    claims: mergeClaims(...found.map(({ claims }) => claims)),
    ...(params.error === undefined ? {} : { error: params.error }),
    ...(description === undefined ? {} : { description }),
    scheme,
    status,
  }
}

function usableClaims({ scheme, params }: Challenge): ClaimsRequest | undefined {
  const value = params.claims
  if (!value || !schemes.has(scheme.toLowerCase())) return undefined
  try {
    return decodeClaims(value)
  } catch (error) {
    if (error instanceof InvalidClaimsError) return undefined
    throw error
  }
}

const isInsufficientClaims = ({ params }: Challenge): boolean =>
  params.error?.toLowerCase() === 'insufficient_claims'
