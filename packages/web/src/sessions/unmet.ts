import type { SilentFlowRequest } from '@azure/msal-node'
import { LRUCache } from 'lru-cache'

/** What Entra has said of late that only the user can do. */
export interface Unmet {
  /** Throws what was thrown before, where the same is asked again. */
  throwIfKnown(request: SilentFlowRequest): void
  remember(request: SilentFlowRequest, error: unknown): void
}

/** In milliseconds. What the user does meanwhile makes another memory of this kind. */
const knownFor = 10_000

/**
 * The calls of a page are challenged one after the other: that their challenge cannot be met silently is
 * asked of Entra once for all of them.
 */
export function createUnmet(): Unmet {
  const errors = new LRUCache<string, object>({
    max: 100,
    ttl: knownFor,
    ttlResolution: 0,
    perf: { now: () => Date.now() },
  })
  const keyOf = ({ scopes, claims }: SilentFlowRequest): string => JSON.stringify([scopes, claims])

  return {
    throwIfKnown(request) {
      const error = request.claims ? errors.get(keyOf(request)) : undefined
      if (error) throw error
    },
    remember(request, error) {
      const isForUser = Object(error).name === 'InteractionRequiredAuthError'
      if (request.claims && isForUser) errors.set(keyOf(request), Object(error))
    },
  }
}
