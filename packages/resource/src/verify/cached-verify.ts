import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Caller } from './caller.ts'
import type { Verify } from './verify-token.ts'

export interface CacheOptions {
  /** How many verified tokens are remembered. */
  readonly cacheSize: number
  /** Seconds after which a token is verified again, so that a key that was withdrawn dies. */
  readonly cacheAge: number
  /** Seconds. */
  readonly clockTolerance: number
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

interface Remembered {
  readonly caller: Caller
  /** Milliseconds since the epoch. */
  readonly until: number
}

/**
 * Remembers tokens that were verified, by their SHA-256, so that no token is kept. What failed is not
 * remembered: whoever makes tokens up fills nothing.
 */
export function cachedVerify(
  verify: Verify,
  { cacheSize, cacheAge, clockTolerance, now }: CacheOptions,
): Verify {
  const remembered = new LRUCache<string, Remembered>({ max: cacheSize })
  return async (token) => {
    const key = hash('sha256', token, 'base64')
    const known = remembered.get(key)
    if (known && now() < known.until) return known.caller
    const result = await verify(token)
    if (typeof result === 'string') remembered.delete(key)
    else remembered.set(key, { caller: result, until: endOf(result) })
    return result
  }

  function endOf({ claims: { exp = 0 } }: Caller): number {
    return Math.min((exp + clockTolerance) * 1000, now() + cacheAge * 1000)
  }
}
