import { isCaeError } from '@caefetch/core'
import type { Invariant } from './invariant.ts'

export const everyCallSettles: Invariant = {
  name: 'every call settles',
  violations: ({ calls }) =>
    calls
      .filter(({ settledAt }) => settledAt === undefined)
      .map(({ number }) => `call ${number} has not settled`),
}

export const abortEndsEveryWait: Invariant = {
  name: 'a signal that aborts ends its call at once, with its reason',
  violations: ({ calls, seen }) => [
    ...(seen.get('abort') ?? []),
    ...calls.flatMap(({ number, abortedAt, settledAt = 0, error, reason, sends }) => {
      const isLate = abortedAt !== undefined && abortedAt < settledAt
      // What had come already may still be handed over: the answer, or caefetch's own error.
      const isAnswered = sends.some(({ answeredAt }) => answeredAt !== undefined)
      const isOwn = error === reason || isAnswered || isCaeError(error)
      return isLate && !isOwn ? [`call ${number} settled with ${error}`] : []
    }),
  ],
}
