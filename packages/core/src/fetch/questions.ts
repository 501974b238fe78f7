import type { ClaimsRequest } from '../claims/claims-request.ts'
import type { Call } from './call.ts'
import { createDemandQueue, type Demand, extend, isAlike, type Need } from './demand-queue.ts'
import type { HeldToken } from './held-tokens.ts'

/** What a session gives for a question to the user. */
export interface Asker {
  askUser(
    call: Call,
    demand: Demand,
    takeClaims: () => ClaimsRequest,
    signal: AbortSignal,
  ): Promise<HeldToken>
  /** A token that can be had without asking, now that the user has answered another question. */
  tryAgain(call: Call, demand: Demand, signal: AbortSignal): Promise<HeldToken | undefined>
  /** What calls of the session ask for at this moment. */
  demands(): readonly Demand[]
}

/** Asks the user for what a call needs. */
export type AskUser = (asker: Asker, call: Call, need: Need) => Promise<HeldToken | undefined>

/** The questions to the one user: one after the other, with all in each that is asked for by then. */
export function createQuestions(): AskUser {
  const queue = createDemandQueue()
  let answers = 0
  return (asker, call, need) => {
    const answersBefore = answers
    const key = [asker, call.interaction]
    const { request } = queue.join(need, key, async (demand, signal) => {
      if (answers > answersBefore) {
        // What the user did for another question may do for this one.
        const token = await asker.tryAgain(call, demand, signal).catch(() => undefined)
        if (token) return token
      }
      function takeClaims(): ClaimsRequest {
        const others = queue.demands().filter((other) => isAlike(other, demand))
        for (const other of [...asker.demands(), ...others]) extend(demand, other.claims)
        demand.isClosed = demand.isExact = true
        return demand.claims
      }
      const token = await asker.askUser(call, demand, takeClaims, signal)
      answers++
      return token
    })
    return request.wait(call.signal)
  }
}
