import { findClaimsChallenge, takesTokens } from '../challenge/read-claims-challenge.ts'
import { paramOf, scanChallenges } from '../challenge/scan-challenges.ts'
import { readStepUp } from '../challenge/step-up.ts'
import type { ClaimsRequest } from '../claims/claims-request.ts'
import { coversClaims, mergeClaims } from '../claims/merge-claims.ts'
import { type BatchRequest, type BatchResponse, headerOf, keyOf } from './batch.ts'

/** What parts of a batch ask for, and which they are. */
export interface BatchDemand {
  claims: ClaimsRequest
  ids: ReadonlySet<string>
}

/**
 * What the challenged parts ask for together. A challenge that would be weakened by the others is left for
 * the next round; a part that brings a token of its own is left alone.
 */
export function demandOf(
  requests: readonly BatchRequest[],
  responses: readonly BatchResponse[],
): BatchDemand | undefined {
  const own = new Set(
    requests.filter((part) => headerOf(part, 'authorization')).map(({ id }) => keyOf(id)),
  )
  let merged: ClaimsRequest = {}
  const ids = new Set<string>()
  const asked: ClaimsRequest[] = []
  for (const part of responses) {
    const claims = own.has(keyOf(part.id)) ? undefined : claimsOf(part)
    if (!claims) continue
    const all = mergeClaims(merged, claims)
    if (![...asked, claims].every((each) => coversClaims(all, each))) continue
    merged = all
    asked.push(claims)
    ids.add(keyOf(part.id))
  }
  return ids.size > 0 ? { claims: merged, ids } : undefined
}

/** The claims that a part asks for; empty ones where any other token will do. */
function claimsOf(part: BatchResponse): ClaimsRequest | undefined {
  if (part.status !== 401 && part.status !== 403) return undefined
  const challenges = scanChallenges(headerOf(part, 'www-authenticate'))
  const { claims } = findClaimsChallenge(challenges, part.status) ?? {}
  const stepUp = challenges.filter(takesTokens).map(readStepUp).find(Boolean)
  const isRefused = challenges.some((each) => paramOf(each, 'error') === 'invalid_token')
  return claims ?? stepUp ?? (isRefused && part.status === 401 ? {} : undefined)
}

/**
 * The requests to send again: the challenged ones, and those that failed for nothing but that they depend
 * on them. What they depend on and need not be sent again is left out of `dependsOn`.
 */
export function requestsAgain(
  requests: readonly BatchRequest[],
  responses: readonly BatchResponse[],
  challenged: ReadonlySet<string>,
): BatchRequest[] {
  const statuses = new Map(responses.map(({ id, status }) => [keyOf(id), status]))
  const hasFailed = (id: string): boolean => !((statuses.get(id) ?? 0) < 400)
  const again = new Set(challenged)
  for (let before = -1; before < again.size; ) {
    before = again.size
    for (const { id, dependsOn = [] } of requests) {
      const failed = dependsOn.map(keyOf).filter(hasFailed)
      const isDue = statuses.get(keyOf(id)) === 424 && failed.length > 0
      if (isDue && failed.every((each) => again.has(each))) again.add(keyOf(id))
    }
  }
  return requests
    .filter(({ id }) => again.has(keyOf(id)))
    .map(({ dependsOn = [], ...request }) => {
      const left = dependsOn.filter((id) => again.has(keyOf(id)))
      return { ...request, ...(left.length > 0 && { dependsOn: left }) }
    })
}
