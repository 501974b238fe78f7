import { ConfigurationError } from '@caefetch/core'
import { readOptions } from '@caefetch/core/options'
import { LRUCache } from 'lru-cache'
import * as z from 'zod'
import { aFunction, seconds } from '../option-schemas.ts'
import { boundStore } from './bounded-store.ts'
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
  | { store?: undefined; whenDown?: undefined; storeTimeout?: undefined }
  | {
      /** Where revocations are kept. Default: the memory of this process, which a restart empties. */
      store: RevocationStore
      /** What becomes of calls while the store is down: `refuse` answers 503, `allow` lets them in. */
      whenDown: 'refuse' | 'allow'
      /**
       * How long the store may take for an answer, in milliseconds; then it is taken for down, and left
       * alone for as long again. Default: 1,000.
       */
      storeTimeout?: number | undefined
    }
)

/** Revoked tenants, users, applications, sessions, clients and tokens. */
export interface Revocations {
  /**
   * Revokes the tokens of a subject that were issued until now, or until `before`. From the call on
   * this process takes no such token, whatever becomes of the store; the promise resolves when the store
   * has it, and rejects when the store is down. Cutoffs only rise: an older `before` changes nothing.
   *
   * @param before A date, or seconds since the epoch; a moment in the future is taken for now.
   * @throws {@link ConfigurationError} for a subject without members, and for milliseconds.
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
        (store) =>
          typeof Object(store).raise === 'function' && typeof Object(store).latest === 'function',
        'must have the functions raise and latest',
      )
      .optional(),
    whenDown: z.enum(['refuse', 'allow']).optional(),
    storeTimeout: z.number('must be a number of milliseconds').min(1).optional(),
  })
  .refine(({ store, whenDown }) => (store === undefined) === (whenDown === undefined), {
    path: ['whenDown'],
    message: "a store needs whenDown: 'refuse' or 'allow'; without a store nothing can be down",
  })

/** Seconds since the epoch have ten digits: a number this large is one of milliseconds. */
const leastMilliseconds = 1e11

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
  const plan = readOptions(schema, options, 'createRevocations')
  const { maxTokenLife, now, whenDown, storeTimeout = 1000 } = plan
  const memory = createMemoryStore(maxTokenLife, now)
  const store = plan.store && boundStore(plan.store, storeTimeout)
  const keepsOwn = !plan.store?.isLocal
  // In which order the latest tokens were first seen, and the latest cutoffs learnt.
  let step = 0
  const firstSeen = new LRUCache<string, number>({ max: 10_000 })
  const learnt = new LRUCache<number, number>({ max: 2 * blur })
  const epochSeconds = () => Math.floor(now() / 1000)
  const learn = (cutoff: number): void => {
    if (cutoff + blur > epochSeconds()) learnt.set(cutoff, ++step)
  }
  plan.store?.onRaise?.(learn)

  return {
    async revoke(subject, before = epochSeconds()) {
      const checked = readSubject(subject)
      const cutoff = Math.min(readMoment(before), epochSeconds())
      learn(cutoff)
      if (keepsOwn) memory.raise(checked, cutoff)
      await store?.raise(checked, cutoff, cutoff + maxTokenLife)
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
      const own = memory.latest(token)
      const decided = decide(own)
      // What this process knows to be revoked needs no store.
      if (!store || decided !== undefined) return decided
      try {
        const answer = store.latest(token)
        return typeof answer === 'object' && answer !== null
          ? answer.then((cutoff) => decide(readCutoff(cutoff))).catch(whileDown)
          : decide(readCutoff(answer))
      } catch (error) {
        return whileDown(error)
      }
    },
  }

  function whileDown(error: unknown): undefined {
    if (whenDown !== 'allow') throw error
  }
}

/** @throws {@link ConfigurationError} for what is no moment, and for milliseconds. */
function readMoment(before: Date | number): number {
  const seconds = Math.floor(before instanceof Date ? before.getTime() / 1000 : before)
  if (seconds > leastMilliseconds) {
    throw new ConfigurationError(
      'revoke: before is in milliseconds; give it in seconds since the epoch, or as a Date.',
    )
  }
  if (seconds >= 0) return seconds
  throw new ConfigurationError('revoke: before must be a Date, or seconds since the epoch.')
}

/** A store that answers something else than a moment is not to be believed. */
function readCutoff(answer: number | null | undefined): number | undefined {
  if (answer === null || answer === undefined) return undefined
  if (Number.isFinite(answer)) return answer
  throw new TypeError('The revocation store has answered with something else than a number.')
}
