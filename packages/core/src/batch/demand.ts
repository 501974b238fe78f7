import { readDemand } from '../challenge/read-demand.ts'
import type { ClaimsRequest } from '../claims/claims-request.ts'
import { mergeDemands } from '../claims/merge-claims.ts'
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
  for (const part of responses) {
    const header = own.has(keyOf(part.id)) ? '' : headerOf(part, 'www-authenticate')
    const claims = readDemand(header, part.status)
    const all = claims && mergeDemands(merged, claims)
    if (!all) continue
    merged = all
    ids.add(keyOf(part.id))
  }
  return ids.size > 0 ? { claims: merged, ids } : undefined
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
