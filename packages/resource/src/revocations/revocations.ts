import { readOptions } from '@caefetch/core/options'
import { LRUCache } from 'lru-cache'
import * as z from 'zod'
import { aFunction, seconds } from '../option-schemas.ts'
import { createMemoryStore } from './memory-store.ts'
import type { RevocationStore } from './store.ts'
import { type RevokedSubject, readSubject, type TokenStamp } from './subject.ts'

/** Options of {@link createRevocations}. */
export type RevocationsOptions = {
  /**
   * The longest life of a token, in seconds, after which a revocation is forgotten.
   * Default: 104,400 (29 hours: Entra's longest, and an hour for clocks that differ).
   */
  maxTokenLife?: number | undefined
  /** The clock, in milliseconds since the epoch. Default: `Date.now`. */
  now?: (() => number) | undefined
} & (
  | { store?: undefined; whenDown?: undefined }
  | {
      /** Where revocations are kept. Default: the memory of this process, which a restart empties. */
      store: RevocationStore
      /** What becomes of calls while the store is down: `refuse` answers 503, `allow` lets them in. */
      whenDown: 'refuse' | 'allow'
    }
)

/** Revoked tenants, users, applications, sessions, clients and tokens. */
export interface Revocations {
  /**
   * Revokes the tokens of a subject that were issued until now, or until `before`. From the moment
   * the promise resolves (with the memory of the process: from the call) no such token is taken.
   * Cutoffs only rise: an older `before` changes nothing.
   *
   * @param before A date, or seconds since the epoch; a moment in the future is taken for now.
   * @throws {@link ConfigurationError} for a subject without members.
   */
  revoke(subject: RevokedSubject, before?: Date | number): Promise<void>
  /**
   * When the token was revoked, in seconds since the epoch; undefined when it was not. A promise where
   * the store gives one. Throws, or rejects, when the store is down and calls are to be refused.
   */
  revokedAt(token: TokenStamp): number | undefined | Promise<number | undefined>
}

const schema = z
  .strictObject({
    maxTokenLife: seconds.default(29 * 3600),
    now: aFunction<() => number>().default(() => Date.now),
    store: z
      .custom<RevocationStore>(
        (store) => typeof Object(store).raise === 'function' && Object(store).latest,
        'must have the functions raise and latest',
      )
      .optional(),
    whenDown: z.enum(['refuse', 'allow']).optional(),
  })
  .refine(({ store, whenDown }) => (store === undefined) === (whenDown === undefined), {
    path: ['whenDown'],
    message: "a store needs whenDown: 'refuse' or 'allow'; without a store nothing can be down",
  })

/** Tokens say when they were issued in whole seconds, so this long a cutoff is not precise. */
const blur = 2

/**
 * Creates a memory for revocations, to be given to a guard and to an event receiver.
 *
 * A token that was issued in the very second of its revocation may be from before or after it. One that
 * was seen before is revoked. One that was not is let in for a second, so that a client that was quick
 * to get a new token is not challenged for ever, and is revoked then.
 *
 * @throws {@link ConfigurationError} for options that cannot work.
 */
export function createRevocations(options: RevocationsOptions = {}): Revocations {
  const { maxTokenLife, now, whenDown, ...given } = readOptions(
    schema,
    options,
    'createRevocations',
  )
  const store = given.store ?? createMemoryStore(maxTokenLife, now)
  // In which order the latest tokens were first seen, and the latest cutoffs learnt.
  let step = 0
  const firstSeen = new LRUCache<string, number>({ max: 10_000 })
  const learnt = new LRUCache<number, number>({ max: 2 * blur })
  const epochSeconds = () => Math.floor(now() / 1000)

  return {
    async revoke(subject, before = epochSeconds()) {
      const checked = readSubject(subject)
      const given = before instanceof Date ? Math.floor(before.getTime() / 1000) : before
      const cutoff = Math.min(Math.floor(given), epochSeconds())
      if (!(cutoff >= 0)) throw new RangeError('revoke: before must be a moment in time.')
      if (cutoff + blur > epochSeconds()) learnt.set(cutoff, ++step)
      await store.raise(checked, cutoff, cutoff + maxTokenLife)
    },
    revokedAt(token) {
      const isFresh = token.iat + blur > epochSeconds()
      const stamp = isFresh ? `${token.oid} ${token.uti} ${token.azp}` : ''
      const seen = isFresh ? (firstSeen.get(stamp) ?? ++step) : 0
      if (isFresh) firstSeen.set(stamp, seen)
      const decide = (cutoff: number | undefined): number | undefined => {
        if (cutoff === undefined || token.iat > cutoff) return undefined
        const isAfter = token.iat === cutoff && isFresh && seen > (learnt.get(cutoff) ?? 0)
        return isAfter ? undefined : cutoff
      }
      const found = look(token)
      return typeof found === 'object' ? found.then(decide) : decide(found)
    },
  }

  function look(token: RevokedSubject): number | undefined | Promise<number | undefined> {
    try {
      const found = store.latest(token)
      return typeof found === 'object' ? found.catch(whileDown) : found
    } catch (error) {
      return whileDown(error)
    }
  }

  function whileDown(error: unknown): undefined {
    if (whenDown !== 'allow') throw error
  }
}
