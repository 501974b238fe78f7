import { randomUUID } from 'node:crypto'
import type { AccessToken } from '@caefetch/core'
import type { Commands } from '../client/commands.ts'
import { runScript } from '../client/script.ts'
import { type Entry, fingerprint } from './entry.ts'
import { keep, put, release, take } from './scripts.ts'
import type { Seal } from './seal.ts'
import { readToken, writeToken } from './sealed-token.ts'

/** One replica's business with one entry in Redis. */
export interface TokenStore {
  /**
   * Looks for a token, and takes the lease where there is none but the rejected one, or one that cannot be read.
   *
   * @param isWaiting Whether another's lease was there of late: it is a sign of life, and waited for.
   */
  take(isWaiting?: boolean): Promise<Taken>
  /** Prolongs the lease. */
  keep(): Promise<unknown>
  /** Publishes a token and ends the lease. */
  put(access: AccessToken): Promise<unknown>
  /** Ends the lease; `others` says whether who waits is to take it in turn or to ask for itself. */
  release(others: 'take turns' | 'ask at once'): Promise<unknown>
}

/** What is there: a token, one that cannot be read, the lease, or another's lease. */
type Taken = { state: 'token'; access: AccessToken } | { state: 'unreadable' | 'lease' | 'wait' }

/** How long a lease lives that nobody keeps, in milliseconds. */
export const leaseLife = 1000

/** How long replicas ask at once after one of them has failed, in milliseconds. */
const failureLife = '1000'

export function createTokenStore(
  commands: Commands,
  seal: Seal,
  entry: Entry,
  rejectedToken: string | undefined,
): TokenStore {
  const noAnswers = rejectedToken === undefined ? [] : [fingerprint(rejectedToken)]
  const { patient } = commands
  const holder = randomUUID()
  const keys: [string, string] = [entry.token, entry.lease]
  // Which token was there when the lease was given; until then, none that could be.
  let replaces = '?'

  return {
    async take(isWaiting = false) {
      const sender = isWaiting ? patient : commands
      const reply = await runScript(sender, take, keys, holder, `${leaseLife}`, ...noAnswers)
      const [state, content = '', print, left] = Array.isArray(reply) ? reply.map(String) : []
      if (state === 'wait') return { state }
      if (state === 'lease') {
        replaces = content
        return { state }
      }
      if (state !== 'token' || print === undefined) throw new Error('Redis answers something else.')
      const text = seal.open(content, entry.purpose)
      const access = text === undefined ? undefined : readToken(text, Number(left))
      // Whoever can write to Redis can have put the refused one under another fingerprint.
      if (access && access.token !== rejectedToken) return { state, access }
      noAnswers.push(print)
      return { state: 'unreadable' }
    },
    keep: () => runScript(patient, keep, [entry.lease], holder, `${leaseLife}`),
    async put(access) {
      const { text, life } = writeToken(access)
      if (!(life >= 1)) return this.release('take turns')
      const args = [
        fingerprint(access.token),
        seal.close(text, entry.purpose),
        `${Math.floor(life)}`,
      ]
      return runScript(patient, put, keys, holder, replaces, ...args)
    },
    release: (others) =>
      runScript(
        patient,
        release,
        [entry.lease],
        holder,
        others === 'take turns' ? '0' : failureLife,
      ),
  }
}
