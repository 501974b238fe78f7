import { readDemand } from '../challenge/read-demand.ts'
import type { ClaimsRequest } from '../claims/claims-request.ts'
import { mergeDemands } from '../claims/merge-claims.ts'
import { type BatchRequest, type BatchResponse, dependenciesOf, headerOf, keyOf } from './batch.ts'

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
  const ours = new Set(
    requests.filter((part) => !headerOf(part, 'authorization')).map(({ id }) => keyOf(id)),
  )
  let merged: ClaimsRequest = {}
  const ids = new Set<string>()
  for (const part of responses) {
    const header = ours.has(keyOf(part.id)) ? headerOf(part, 'www-authenticate') : ''
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
  const again = new Set(challenged)
  const isAgain = (id: string): boolean => again.has(keyOf(id))
  const isServed = (id: string): boolean => Number(statuses.get(id)) < 400
  for (let before = -1; before < again.size; ) {
    before = again.size
    for (const request of requests) {
      const id = keyOf(request.id)
      const failed = dependenciesOf(request).filter((each) => !isServed(each))
      if (statuses.get(id) === 424 && failed.length > 0 && failed.every(isAgain)) again.add(id)
    }
  }
  return requests
    .filter(({ id }) => isAgain(id))
    .map((request) => {
      const dependsOn = request.dependsOn?.filter(isAgain)
      return { ...request, dependsOn: dependsOn?.length ? dependsOn : undefined }
    })
}
