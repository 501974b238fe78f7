import { LRUCache } from 'lru-cache'
import { ownText } from '../own-text.ts'
import { sha256 } from '../sha256.ts'
import type { Caller } from './caller.ts'
import { isFault, type Verify } from './verify-token.ts'

export interface CacheOptions {
  /** How many verified tokens are remembered. */
  readonly cacheSize: number
  /** How much memory they may take, in bytes. */
  readonly cacheBytes: number
  /** Seconds after which a token is verified again, so that a key that was withdrawn dies. */
  readonly cacheAge: number
  /** Seconds. */
  readonly clockTolerance: number
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

interface Remembered {
  /** Header and payload: less than the 16 KiB of text that credentials may have. */
  readonly signed: string
  readonly caller: Caller
  /** Milliseconds since the epoch. */
  readonly until: number
}

/**
 * Remembers tokens that were verified: by the SHA-256 of their signature, with a copy of what it signs.
 * Without a signature that is no token, so none is kept that anyone could use; and to hash all of it
 * would make a warm call half as long again. What failed is not remembered: whoever makes tokens up
 * fills nothing.
 */
export function cachedVerify(
  verify: Verify,
  { cacheSize, cacheBytes, cacheAge, clockTolerance, now }: CacheOptions,
): Verify {
  const remembered = new LRUCache<string, Remembered>({ max: cacheSize, maxSize: cacheBytes })
  return async (token) => {
    const end = token.lastIndexOf('.')
    const signed = token.slice(0, end)
    const digest = sha256(token.slice(end))
    const key = typeof digest === 'string' ? digest : await digest
    const held = remembered.get(key)
    // Another token may bring the signature of this one: it neither uses the entry nor removes it.
    const known = held?.signed === signed ? held : undefined
    if (known && now() < known.until) return known.caller
    const result = await verify(token)
    if (isFault(result)) {
      if (known) remembered.delete(key)
      return result
    }
    const entry = { signed: ownText(signed), caller: result, until: endOf(result) }
    remembered.set(key, entry, { size: sizeOf(signed) })
    return result
  }

  function endOf({ claims: { exp = 0 } }: Caller): number {
    return Math.min((exp + clockTolerance) * 1000, now() + cacheAge * 1000)
  }
}

/**
 * What a token takes, in bytes: its text, its claims once parsed, of which short ones in long lists weigh
 * several times their text, and what is made of them.
 */
const sizeOf = (signed: string): number => 4 * signed.length + 2048
