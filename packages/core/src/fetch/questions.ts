import { type ClaimsRequest, isEmpty } from '../claims/claims-request.ts'
import { coversClaims } from '../claims/merge-claims.ts'
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

/** What the user is asked for. */
interface UserNeed extends Need {
  /** What could not be met silently; the provider may have asked for more. */
  unmet: ClaimsRequest
}

/** The questions to the one user: one after the other, with all in each that is asked for by then. */
export interface Questions {
  ask(asker: Asker, call: Call, need: UserNeed): Promise<HeldToken | undefined>
  /** Whether the user is being asked for these very claims, which then need not be tried silently again. */
  isAsking(asker: Asker, call: Call, claims: ClaimsRequest): boolean
}

export function createQuestions(): Questions {
  const queue = createDemandQueue()
  let answers = 0
  let pending: { key: readonly unknown[]; unmet: ClaimsRequest }[] = []
  const keyOf = (asker: Asker, { interaction }: Call) => [asker, interaction]
  return {
    isAsking: (asker, call, claims) =>
      pending.some(({ key, unmet }) => isAlike(key, keyOf(asker, call)) && isSame(unmet, claims)),

    async ask(asker, call, need) {
      const answersBefore = answers
      const { unmet } = need
      const key = keyOf(asker, call)
      const own = { key, unmet }
      const { request } = queue.join(need, key, async (demand, signal) => {
        if (answers > answersBefore) {
          // What the user did for another question may do for this one.
          const token = await asker.tryAgain(call, demand, signal).catch(() => undefined)
          if (token) return token
        }
        function takeClaims(): ClaimsRequest {
          // A popup that was blocked is opened again, and may ask for what has come since.
          demand.isClosed = false
          const others = queue.demands().filter((other) => isAlike(other.key, key))
          for (const other of [...asker.demands(), ...others]) extend(demand, other.claims)
          demand.isClosed = demand.isExact = true
          return demand.claims
        }
        const token = await asker.askUser(call, { ...demand, claims: unmet }, takeClaims, signal)
        answers++
        return token
      })
      pending.push(own)
      try {
        return await request.wait(call.signal)
      } finally {
        pending = pending.filter((other) => other !== own)
      }
    },
  }
}

/** Claims that merely cover others may fail where the others would not. */
const isSame = (one: ClaimsRequest, other: ClaimsRequest): boolean =>
  isEmpty(one) === isEmpty(other) && coversClaims(one, other) && coversClaims(other, one)
