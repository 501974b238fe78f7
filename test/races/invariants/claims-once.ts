import { atomsOf } from '../world/claims.ts'
import {
  type CallRecord,
  type Ledger,
  sessionOf,
  type TokenRequestRecord,
} from '../world/ledger.ts'
import { endOf, type Invariant } from './invariant.ts'

/** All that those ask for who waited when the request was made, and what the provider asked for itself. */
function dueOf(ledger: Ledger, request: TokenRequestRecord): Set<string> {
  const until = request.kind === 'user' ? endOf(request) : request.at
  const calls = ledger.matched.filter(
    (call) => sessionOf(call) === sessionOf(request) && call.startedAt < until,
  )
  const isWaiting = ({ settledAt = Number.POSITIVE_INFINITY }: CallRecord, at: number): boolean =>
    settledAt > at
  const waiting = calls.filter(
    (call) =>
      isWaiting(call, request.at) ||
      // Who leaves a request that others wait for as well leaves its claims there.
      calls.some((other) => isWaiting(other, call.abortedAt ?? 0) && isWaiting(other, request.at)),
  )
  const demands = waiting.flatMap(({ claims, sends }) => [
    claims,
    ...sends.flatMap(({ refusal }) =>
      refusal?.demand && refusal.at < until ? [refusal.demand] : [],
    ),
  ])
  const provider = ledger.requests
    .filter((other) => sessionOf(other) === sessionOf(request) && (other.endedAt ?? 0) < until)
    .flatMap(({ errorClaims }) => (errorClaims ? [errorClaims] : []))
  return new Set([...demands, ...provider].flatMap(atomsOf))
}

export const claimsAreSentOnce: Invariant = {
  name: 'claims are sent for those who wait for them, and never again',
  violations: (ledger) =>
    ledger.requests.flatMap((request) => {
      const due = dueOf(ledger, request)
      const undue = atomsOf(request.claims ?? {}).filter((atom) => !due.has(atom))
      return undue.length > 0 ? [`request ${request.at} asks for ${undue.join()}`] : []
    }),
}
