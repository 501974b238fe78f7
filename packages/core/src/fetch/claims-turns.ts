import { type ClaimsRequest, isEmpty } from '../claims/claims-request.ts'
import { isMetByLaterToken } from '../claims/freshness.ts'
import { coversClaims } from '../claims/merge-claims.ts'
import type { Call } from './call.ts'
import { createDemandQueue, type Demand, type Need } from './demand-queue.ts'
import type { HeldToken, HeldTokens } from './held-tokens.ts'
import type { Pauses } from './pauses.ts'
import type { Refresh } from './token-requests.ts'

/** The claims requests of a session, of which one runs at a time. */
export interface ClaimsTurns {
  /** Waits for a turn, with others where they can be met together; undefined where it is left for later. */
  wait(call: Call, need: Need): Promise<HeldToken | undefined>
  /** Waits for a turn, with nobody but those who need the same. */
  waitAlone(call: Call, need: Need): Promise<HeldToken | undefined>
  demands(): readonly Demand[]
}

/** `keyOf` tells calls apart that must not fail together; `request` asks the provider. */
export function createClaimsTurns(
  held: HeldTokens,
  pauses: Pauses,
  keyOf: (call: Call) => unknown,
  request: (
    call: Call,
    claims: ClaimsRequest,
    refresh: Refresh,
    signal: AbortSignal,
  ) => Promise<HeldToken>,
): ClaimsTurns {
  const queue = createDemandQueue()

  async function run(
    call: Call,
    demand: Demand,
    signal: AbortSignal,
  ): Promise<HeldToken | undefined> {
    demand.isClosed = true
    const { claims, rejectedTokens, isChallenge, isExact } = demand
    const isMetByLater = !isExact && isMetByLaterToken(claims)
    const token = isMetByLater ? held.latest() : isEmpty(claims) ? undefined : held.with(claims)
    const answer = unrefused(demand, token)
    if (answer) return answer
    if (isChallenge && pauses.isOn()) return undefined
    const [rejected, ...others] = rejectedTokens
    // The cache may have one that was refused: tabs that renew at once find each other's old tokens.
    const forceRefresh =
      isEmpty(claims) || isExact || rejected?.origin === 'cache' || others.length > 0
    demand.isExact = forceRefresh
    const refresh = {
      // Where nothing but a later token is asked for, what another replica has may be it all the same.
      isExact: isExact && !isMetByLaterToken(claims),
      ...(forceRefresh && { forceRefresh }),
      ...(rejected && { rejectedToken: rejected.value }),
    }
    return request(call, claims, refresh, signal)
  }

  const join = (call: Call, need: Need, company: string): Demand =>
    queue.join(need, [keyOf(call), company], (demand, signal) => run(call, demand, signal))

  const waitAlone = (call: Call, need: Need): Promise<HeldToken | undefined> =>
    join(call, need, JSON.stringify(need.claims)).request.wait(call.signal)

  return {
    waitAlone,
    async wait(call, need) {
      const shared = join(call, need, 'any')
      try {
        return await shared.request.wait(call.signal)
      } catch (error) {
        if (call.signal?.aborted || coversClaims(need.claims, shared.claims)) throw error
        // What cannot be had may be what the others need.
        return waitAlone(call, need)
      }
    },
    demands: queue.demands,
  }
}

/** The token, if none of those who wait has been refused with it. */
export const unrefused = (
  { rejectedTokens }: Demand,
  token: HeldToken | undefined,
): HeldToken | undefined =>
  rejectedTokens.some(({ value }) => value === token?.value) ? undefined : token
