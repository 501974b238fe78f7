import type { Invariant } from '../invariant.ts'
import type { Answer, Ledger, Revocation, ShareWait } from './ledger.ts'

type FleetInvariant = Invariant<Ledger>

const isCalm = ({ faults }: Ledger): boolean => faults.length === 0

const everyCallSettles: FleetInvariant = {
  name: 'every call of a replica that lives settles',
  violations: ({ calls }) =>
    calls
      .filter(({ replica, settledAt }) => replica.state !== 'gone' && settledAt === undefined)
      .map(({ number, replica }) => `call ${number} of ${replica.name} has not settled`),
}

const redisFailsNoCall: FleetInvariant = {
  name: 'no call fails because of Redis',
  violations: ({ calls, requests, faults }) =>
    calls.flatMap(({ number, replica, account, error, at, settledAt = 0, status, sends }) => {
      const hasStopped = faults.some(
        (fault) => fault.replica === replica && fault.kind === 'still' && fault.at <= settledAt,
      )
      const isDue = requests.some(
        (request) =>
          // One that hangs is waited for by all: whoever asks may just take his time.
          (request.replica === replica || request.hangs) &&
          request.account === account &&
          request.hasFailed &&
          request.at <= settledAt &&
          (request.endedAt ?? settledAt) >= at,
      )
      const isRefused = status === 401 && sends.length < 3
      return (error !== undefined && !isDue && !hasStopped) || isRefused
        ? [`call ${number} ended with ${error ?? status}`]
        : []
    }),
}

/** Lease, answer of Redis, and what a look takes. */
const longestSilence = 1700

/** The longest time in it in which nobody asked for the token that it waits for. */
function silenceIn({ waits, faults }: Ledger, wait: ShareWait): number {
  const end = wait.askedAt ?? wait.endedAt ?? wait.at
  const asking = waits
    .filter(({ account, askedAt }) => account === wait.account && askedAt !== undefined)
    .map(({ askedAt = 0, endedAt = Number.POSITIVE_INFINITY, replica }) => {
      const stop = faults.find(
        (fault) =>
          fault.replica === replica && /still|gone/.test(fault.kind) && fault.at >= askedAt,
      )
      return [askedAt, Math.min(endedAt, stop?.at ?? endedAt)] as const
    })
    .sort(([one], [other]) => one - other)
  let heardAt = wait.at
  let longest = 0
  for (const [from, to] of asking) {
    if (to < heardAt || from > end) continue
    longest = Math.max(longest, from - heardAt)
    heardAt = Math.max(heardAt, to)
  }
  return Math.max(longest, end - heardAt)
}

const nobodyWaitsForSilence: FleetInvariant = {
  name: 'no replica waits longer than a second and an answer of Redis without a sign of life',
  violations: (ledger) =>
    ledger.waits.flatMap((wait) => {
      const { replica, at, endedAt = at } = wait
      const hasStopped = ledger.faults.some(
        (fault) => fault.replica === replica && fault.kind === 'still' && fault.at <= endedAt,
      )
      const silence = replica.state === 'gone' || hasStopped ? 0 : silenceIn(ledger, wait)
      return silence > longestSilence
        ? [`${replica.name} waits from ${at} on for ${silence} ms`]
        : []
    }),
}

const lateHoldersChangeNothing: FleetInvariant = {
  name: 'who was slow, and has the lease no more, does not overwrite what came since',
  violations: ({ published }) =>
    published.flatMap(({ key, lease = 0, replaced, isLeaseHolder }) =>
      replaced && !isLeaseHolder && lease < (replaced.lease ?? 0)
        ? [`lease ${lease} overwrites what lease ${replaced.lease} has brought: ${key}`]
        : [],
    ),
}

const stormsAreOneRequest: FleetInvariant = {
  name: 'a session that is revoked is one token request for all replicas, when nothing goes wrong',
  violations(ledger) {
    const { requests, calls, cutoffs, healedAt } = ledger
    if (!isCalm(ledger)) return []
    return ['ann', 'bob'].flatMap((account) => {
      const own = calls.filter((call) => call.account === account)
      if (own.some(({ path }) => path !== 'open')) return []
      const made = requests.filter((request) => request.account === account && !request.isFromCache)
      // A first one, one for each revocation, and the renewals after half of a token's life.
      const revoked = cutoffs.filter((cutoff) => cutoff.account === account).length
      const most = 1 + revoked + Math.ceil((healedAt + 1000) / 20_000)
      return made.length > most ? [`${made.length} requests for ${account}, and not ${most}`] : []
    })
  },
}

const requestsAreBounded: FleetInvariant = {
  name: 'token requests are within what the calls may cost',
  violations: ({ requests, calls }) =>
    ['ann', 'bob'].flatMap((account) => {
      const made = requests.filter((request) => request.account === account && !request.isFromCache)
      const count = calls.filter((call) => call.account === account).length
      return made.length > count * 7 ? [`${made.length} requests for ${count} calls`] : []
    }),
}

const tokensAreOnesOwn: FleetInvariant = {
  name: 'no token of another user is sent',
  violations: ({ calls }) =>
    calls.flatMap(({ number, account, sends }) =>
      sends.some(({ token }) => !token || token.account !== account)
        ? [`call ${number} of ${account} sent another's token`]
        : [],
    ),
}

const expiredTokensAreNotSent: FleetInvariant = {
  name: 'no token is sent that had expired when the call was made',
  violations: ({ calls }) =>
    calls.flatMap(({ number, at, sends }) =>
      sends.some(({ token }) => token && token.expiresAt <= at)
        ? [`call ${number} sent an expired token`]
        : [],
    ),
}

/** By how many seconds clocks differ at the most, and the second that a cutoff is rounded to. */
const tolerance = 5

const knows = ({ cutoff }: Answer, { cutoff: wanted }: Revocation): boolean =>
  cutoff !== undefined && cutoff >= wanted - tolerance

const revokedIsInForceHere: FleetInvariant = {
  name: 'a revocation is in force at once on the replica that it was sent to',
  violations: ({ revocations, answers }) =>
    answers.flatMap((answer) =>
      revocations
        .filter(
          ({ replica, account, at }) =>
            replica === answer.replica && account === answer.account && at <= answer.at,
        )
        .filter(({ cutoff }) => (answer.cutoff ?? -1) < cutoff)
        .map(
          ({ at }) => `${answer.replica.name} says ${answer.cutoff} at ${answer.at}, after ${at}`,
        ),
    ),
}

/** How long a replica that can be reached again takes to follow. */
const catchUp = 3500

const acceptedIsInForceEverywhere: FleetInvariant = {
  name: 'a revocation that was accepted is in force on every replica that can be reached',
  violations: ({ revocations, answers, losses }) =>
    answers.flatMap((answer) =>
      revocations.flatMap((revocation) => {
        const { acknowledgedAt = Number.POSITIVE_INFINITY, account, at } = revocation
        if (account !== answer.account || answer.isDown || knows(answer, revocation)) return []
        const isLost = losses.some((loss) => loss >= at && loss <= answer.at)
        const isReached =
          answer.wellSince + catchUp <= answer.at && acknowledgedAt + 60 <= answer.at
        const isRead = acknowledgedAt <= answer.bornAt
        return !isLost && (isReached || isRead)
          ? [`${answer.replica.name} lets ${account} in at ${answer.at}, revoked at ${at}`]
          : []
      }),
    ),
}

const staleIsDown: FleetInvariant = {
  name: 'a replica that has not heard of Redis for longer than staleAfter does not know',
  violations: ({ answers }) =>
    answers
      .filter(({ cutoff, isDown, at, offSince }) => {
        return !isDown && cutoff === undefined && at - offSince > 2050
      })
      .map(
        ({ replica, at, offSince }) => `${replica.name} answers at ${at}, off since ${offSince}`,
      ),
}

const cutoffsOnlyRise: FleetInvariant = {
  name: 'what a replica knows to be revoked stays so',
  violations: ({ answers }) =>
    answers.flatMap((answer, index) => {
      const earlier = answers
        .slice(0, index)
        .findLast(
          ({ replica, account }) => replica === answer.replica && account === answer.account,
        )
      return earlier?.cutoff !== undefined && (answer.cutoff ?? -1) < earlier.cutoff
        ? [`${answer.replica.name} says ${answer.cutoff} after ${earlier.cutoff}`]
        : []
    }),
}

const allAgreeAfterwards: FleetInvariant = {
  name: 'when all is well again all replicas know what was accepted, if any of them does',
  violations: ({ answers, revocations, losses, healedAt }) => {
    const last = answers.filter(({ at }) => at >= healedAt + 6000)
    const silent = last
      .filter(({ isDown }) => isDown)
      .map(({ replica }) => `${replica.name} is down`)
    const accepted = revocations.filter(({ acknowledgedAt }) => acknowledgedAt !== undefined)
    const missing = accepted.flatMap((revocation) => {
      const said = last.filter(({ account }) => account === revocation.account)
      const unknown = said.filter((answer) => !knows(answer, revocation))
      const isGone = losses.some((loss) => loss >= revocation.at) && unknown.length === said.length
      return isGone
        ? []
        : unknown.map(
            ({ replica, cutoff }) => `${replica.name} says ${cutoff} of ${revocation.account}`,
          )
    })
    return [...silent, ...missing]
  },
}

const eventsAreHandledOnce: FleetInvariant = {
  name: 'a security event is handled once, when nothing goes wrong',
  violations: (ledger) =>
    [...ledger.events.values()].flatMap(({ jti, handled }) => {
      const well = handled.filter(({ isWell }) => isWell).length
      return isCalm(ledger) && well > 1 ? [`event ${jti} was handled ${well} times`] : []
    }),
}

const eventsAreNotLost: FleetInvariant = {
  name: 'a security event whose handling failed is handled when it comes again',
  violations: ({ events }) =>
    [...events.values()].flatMap(({ jti, handled, accepted }) => {
      const isHandled = handled.some(({ isWell }) => isWell)
      if (accepted > 0 && !isHandled) return [`event ${jti} was accepted, and not handled`]
      return accepted === 0 ? [`event ${jti} is never accepted`] : []
    }),
}

const nothingIsLeft: FleetInvariant = {
  name: 'nothing is left: no timer, no connection, no token in the clear',
  violations: ({ left }) => left,
}

export const fleetInvariants: readonly FleetInvariant[] = [
  everyCallSettles,
  redisFailsNoCall,
  nobodyWaitsForSilence,
  lateHoldersChangeNothing,
  stormsAreOneRequest,
  requestsAreBounded,
  tokensAreOnesOwn,
  expiredTokensAreNotSent,
  revokedIsInForceHere,
  acceptedIsInForceEverywhere,
  staleIsDown,
  cutoffsOnlyRise,
  allAgreeAfterwards,
  eventsAreHandledOnce,
  eventsAreNotLost,
  nothingIsLeft,
]
