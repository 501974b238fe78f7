import type { Clock } from '../clock.ts'
import { type Duration, milliseconds } from '../duration.ts'
import type { Ids } from '../ids.ts'
import { gracePeriod } from './lifetimes.ts'

/** Things that are handed out by a key and can be redeemed for a limited time. */
export interface Redeemables<T> {
  /** Returns the key. */
  add(value: T, lifetime: Duration): string
  /** The value, whether it is still good, or nothing when there never was one. */
  get(key: string): { readonly value: T; readonly expired: boolean } | undefined
  find(test: (value: T) => boolean): T | undefined
  delete(key: string): void
}

/** An expired thing is kept a while, so that it is called expired and not unknown. */
export function createRedeemables<T>(clock: Clock, ids: Ids, prefix: string): Redeemables<T> {
  const items = new Map<string, { value: T; expires: number }>()

  // Oldest first; stops at the first that is still wanted, so that each add costs next to nothing.
  function sweep(now: number): void {
    for (const [key, { expires }] of items) {
      if (expires + gracePeriod > now) return
      items.delete(key)
    }
  }

  return {
    add(value, lifetime) {
      const now = clock.now()
      sweep(now)
      const key = `${prefix}.${ids.opaque(86)}`
      items.set(key, { value, expires: now + milliseconds(lifetime) })
      return key
    },
    get(key) {
      const item = items.get(key)
      return item && { value: item.value, expired: clock.now() >= item.expires }
    },
    find(test) {
      for (const { value } of items.values()) if (test(value)) return value
      return undefined
    },
    delete: (key) => void items.delete(key),
  }
}
