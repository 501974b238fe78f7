import { hasAskedFor, isNothing } from '../world/claims.ts'
import type { CallRecord, Ledger, Refusal } from '../world/ledger.ts'
import type { Invariant } from './invariant.ts'

/** Whether the provider was asked, for this call or for one that it shared with, for what the API wants. */
function isAskedAbout({ sends }: CallRecord, { demand = {}, text }: Refusal): boolean {
  const later = sends.slice(1).flatMap(({ token }) => (token ? [token] : []))
  if (isNothing(demand)) return later.length > 0
  // The same words mean another time.
  const wasSaid = sends.slice(0, -1).some(({ refusal }) => refusal?.text === text)
  const isMoving = wasSaid && text.includes('max_age')
  return later.some(({ claims }) => hasAskedFor(claims, demand)) || (isMoving && later.length > 0)
}

/** How many of the call's tokens were asked for with claims, by force, or from the user. */
const answersOf = ({ requests }: Ledger, { sends }: CallRecord): number =>
  new Set(
    sends
      .slice(1)
      .map(({ token }) => token)
      .filter((token) =>
        requests.some(
          ({ answer, kind, isFromCache, claims, forceRefresh }) =>
            answer === token &&
            !isFromCache &&
            (kind === 'user' || claims !== undefined || forceRefresh),
        ),
      ),
  ).size

export const noChallengeIsDropped: Invariant = {
  name: 'no call ends refused with a challenge that nobody was asked about',
  violations: (ledger) =>
    ledger.matched.flatMap((call) => {
      const { number, response, events } = call
      const refusal = call.sends.at(-1)?.refusal
      if (!refusal || refusal.response !== response || refusal.demand === undefined) return []
      const codes = events.flatMap((event) => (event.type === 'unresolved' ? event.code : []))
      const isGone = ledger.changes.some(
        ({ kind, account, at }) =>
          kind === 'sign-out' && account === call.account && at > call.startedAt,
      )
      // What always asks for a later token is never met, and replicas find one another's for a while.
      const isMoving = ledger.isShared && call.spec.path === 'moving' && codes.includes('too_many')
      const isExplained =
        isGone ||
        isMoving ||
        codes.includes('paused') ||
        answersOf(ledger, call) >= ledger.maxChallenges ||
        isAskedAbout(call, refusal)
      return isExplained ? [] : [`call ${number} ended with ${refusal.text} (${codes.join()})`]
    }),
}

export const everyEndIsTold: Invariant = {
  name: 'a call that ends refused tells why',
  violations: ({ matched, maxChallenges }) =>
    matched.flatMap(({ number, events, response, sends }) => {
      const refusal = sends.at(-1)?.refusal
      const isChallenge = refusal?.response === response && refusal?.demand !== undefined
      const isTold = events.some(({ type }) => type === 'unresolved')
      return isChallenge && !isTold && maxChallenges > 0 ? [`call ${number} says nothing`] : []
    }),
}
