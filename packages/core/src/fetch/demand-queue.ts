import type { ClaimsRequest } from '../claims/claims-request.ts'
import { coversClaims, mergeDemands } from '../claims/merge-claims.ts'
import type { HeldToken } from './held-tokens.ts'
import { type SharedRequest, shareRequest, untilAborted } from './shared-request.ts'

/** What calls come with: the claims they need, and the token that does not satisfy them. */
export interface Need {
  claims: ClaimsRequest
  rejected?: HeldToken | undefined
  /** Whether a challenge has brought it up, so that it may be left for later. */
  isChallenge: boolean
  /** Whether a later token of which no more is known will not do: one has been refused. */
  isExact?: boolean
}

/** A request for claims, for all calls that need them. */
export interface Demand extends Need {
  /** Needs are met together only where all parts of their keys are the same. */
  key: readonly unknown[]
  /** Whether it is on its way, so that nothing can be added to it. */
  isClosed: boolean
  /** The tokens that do not satisfy the calls. */
  rejectedTokens: HeldToken[]
  request: SharedRequest<HeldToken | undefined>
}

type Run = (demand: Demand, signal: AbortSignal) => Promise<HeldToken | undefined>

/** Requests for claims of which one runs at a time; what can be asked for together is one. */
export interface DemandQueue {
  /** Joins a demand that asks for as much, or can; else queues another one, which `run` will meet. */
  join(need: Need, key: Demand['key'], run: Run): Demand
  /** All that have not ended. */
  demands(): readonly Demand[]
}

export function createDemandQueue(): DemandQueue {
  let demands: Demand[] = []
  let lastEnded: Promise<void> = Promise.resolve()

  function add(need: Need, key: Demand['key'], run: Run): Demand {
    const previous = lastEnded
    const request = shareRequest(
      async (signal) => {
        await untilAborted(previous, signal)
        return run(demand, signal)
      },
      () => {
        demands = demands.filter((other) => other !== demand)
      },
    )
    const demand: Demand = { ...need, key, isClosed: false, rejectedTokens: [], request }
    demands.push(demand)
    // One that is given up while it waits ends before those that it waits for. Their results are not kept.
    lastEnded = Promise.all([previous, request.ended]).then(() => {})
    return demand
  }

  return {
    join(need, key, run) {
      const { claims, rejected, isChallenge, isExact = false } = need
      const demand =
        demands.find(
          (other) => isAlike(other.key, key) && isGoodFor(other, need) && extend(other, claims),
        ) ?? add(need, key, run)
      const { rejectedTokens } = demand
      if (rejected && !rejectedTokens.includes(rejected)) rejectedTokens.push(rejected)
      demand.isChallenge &&= isChallenge
      demand.isExact ||= isExact
      return demand
    },
    demands: () => demands,
  }
}

/** Whether all parts of two keys are the same. */
export const isAlike = (one: Demand['key'], other: Demand['key']): boolean =>
  one.every((part, index) => part === other[index])

/** What is on its way may bring a token from a cache: one that is merely later, or was refused. */
const isGoodFor = (demand: Demand, { rejected, isExact }: Need): boolean =>
  !demand.isClosed ||
  demand.isExact === true ||
  (!isExact && (!rejected || demand.rejectedTokens.includes(rejected)))

/** Has a demand ask for other claims as well, unless that would weaken one to any of several values. */
export function extend(demand: Demand, claims: ClaimsRequest): boolean {
  if (coversClaims(demand.claims, claims)) return true
  if (demand.isClosed) return false
  const merged = mergeDemands(demand.claims, claims)
  if (merged) demand.claims = merged
  return merged !== undefined
}
