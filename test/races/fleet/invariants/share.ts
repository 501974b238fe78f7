import type { Ledger, ShareWait } from '../ledger.ts'
import { type FleetInvariant, isCalm } from './invariant.ts'

export const everyCallSettles: FleetInvariant = {
  name: 'every call of a replica that lives settles',
  violations: ({ calls }) =>
    calls
      .filter(({ replica, settledAt }) => replica.state !== 'gone' && settledAt === undefined)
      .map(({ number, replica }) => `call ${number} of ${replica.name} has not settled`),
}

export const redisFailsNoCall: FleetInvariant = {
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
const longestSilence = 1800

/** The longest time in it in which nobody asked for the token that it waits for. */
function silenceIn({ waits, faults }: Ledger, wait: ShareWait): number {
  const end = wait.askedAt ?? wait.endedAt ?? wait.at
  const asking = waits
    .filter(({ account, askedAt }) => account === wait.account && askedAt !== undefined)
    .flatMap(({ askedAt = 0, endedAt = Number.POSITIVE_INFINITY, replica }) => {
      const stop = faults.find(
        (fault) =>
          fault.replica === replica && /still|gone/.test(fault.kind) && fault.at >= askedAt,
      )
      const stoppedAt = Math.min(endedAt, stop?.at ?? endedAt)
      const goneOnAt = stop?.endedAt ?? Number.POSITIVE_INFINITY
      return [[askedAt, stoppedAt] as const, [goneOnAt, endedAt] as const]
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

export const nobodyWaitsForSilence: FleetInvariant = {
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

export const lateHoldersChangeNothing: FleetInvariant = {
  name: 'who was slow, and has the lease no more, does not overwrite what came since',
  violations: ({ published }) =>
    published.flatMap(({ key, lease = 0, replaced, isLeaseHolder }) =>
      replaced && !isLeaseHolder && lease < (replaced.lease ?? 0)
        ? [`lease ${lease} overwrites what lease ${replaced.lease} has brought: ${key}`]
        : [],
    ),
}

export const stormsAreOneRequest: FleetInvariant = {
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
      const most = 1 + revoked + Math.floor((healedAt + 1000) / 20_000)
      return made.length > most ? [`${made.length} requests for ${account}, and not ${most}`] : []
    })
  },
}

export const requestsAreBounded: FleetInvariant = {
  name: 'token requests are within what the calls may cost',
  violations: ({ requests, calls }) =>
    ['ann', 'bob'].flatMap((account) => {
      const made = requests.filter((request) => request.account === account && !request.isFromCache)
      const count = calls.filter((call) => call.account === account).length
      return made.length > count * 7 ? [`${made.length} requests for ${count} calls`] : []
    }),
}

export const tokensAreOnesOwn: FleetInvariant = {
  name: 'no token of another user is sent',
  violations: ({ calls }) =>
    calls.flatMap(({ number, account, sends }) =>
      sends.some(({ token }) => !token || token.account !== account)
        ? [`call ${number} of ${account} sent another's token`]
        : [],
    ),
}

export const expiredTokensAreNotSent: FleetInvariant = {
  name: 'no token is sent that had expired when the call was made',
  violations: ({ calls }) =>
    calls.flatMap(({ number, at, sends }) =>
      sends.some(({ token }) => token && token.expiresAt <= at)
        ? [`call ${number} sent an expired token`]
        : [],
    ),
}
