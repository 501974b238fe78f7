import type { ClaimsRequest } from '../claims/claims-request.ts'
import { findClaimsChallenge, takesTokens } from './read-claims-challenge.ts'
import { paramOf, scanChallenges } from './scan-challenges.ts'
import { readStepUp } from './step-up.ts'

/**
 * What the `WWW-Authenticate` of a 401 or 403 asks of the next token: its claims, or what RFC 9470 asks
 * for; empty claims where any other token will do, undefined where it is no challenge.
 */
export function readDemand(header: string, status: number): ClaimsRequest | undefined {
  if (status !== 401 && status !== 403) return undefined
  const challenges = scanChallenges(header)
  const { claims } = findClaimsChallenge(challenges, status) ?? {}
  const stepUp = challenges.filter(takesTokens).map(readStepUp).find(Boolean)
  const isInvalid = challenges.some((each) => paramOf(each, 'error') === 'invalid_token')
  return claims ?? stepUp ?? (isInvalid && status === 401 ? {} : undefined)
}
