import type { ShareProblem, ShareRequest } from '@caefetch/core'
import { kindOf } from '../client/kind-of.ts'

/** Tells why Redis did not serve. */
export interface Problems {
  unavailable(error: unknown): void
  unreadable(): void
}

/** An outage concerns every call: how often it is told of, in milliseconds. */
const pause = 60_000

const unreadable =
  'A token in Redis cannot be read: another replica has other secrets, or it was changed. This replica asks for its own; give all replicas the same `secrets`.'

/** Each problem is told once a minute, to whom it happens. */
export function createProblems(): (request: ShareRequest) => Problems {
  const toldAt = new Map<ShareProblem['code'], number>()
  return ({ report }) => {
    const tell = (code: ShareProblem['code'], message: string): void => {
      const now = performance.now()
      if (now - (toldAt.get(code) ?? Number.NEGATIVE_INFINITY) < pause) return
      toldAt.set(code, now)
      report?.({ code, message })
    }
    return {
      unavailable: (error) =>
        tell(
          'share_unavailable',
          `Redis does not serve (${kindOf(error)}): each replica asks for its own tokens until it does.`,
        ),
      unreadable: () => tell('share_unreadable', unreadable),
    }
  }
}
