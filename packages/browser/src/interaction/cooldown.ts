import { hash } from '../hash.ts'

/** Remembers what the user declined, in all tabs, so that they are not asked again and again. */
export interface Cooldown {
  /** Gives what stands for the demands, for other tabs to learn. */
  start(...demands: string[]): string[]
  /** Notes what was declined in another tab just now, which storage may show no sooner than in a moment. */
  learn(hashes: readonly string[]): void
  /** Whether all of them were declined a short while ago, and the user has done nothing here since. */
  isOn(...demands: string[]): boolean
}

const key = 'caefetch.declined'

/**
 * @param scope Whose demands they are: another client's are others.
 * @param actedAt When the user last acted on this page.
 */
export function createCooldown(
  duration: number,
  scope = '',
  actedAt: () => number = () => 0,
): Cooldown {
  /** When, by hash: the claims themselves are kept nowhere. */
  let declined = new Map<string, number>()
  /** What all tabs know, or where storage is forbidden what this page does. */
  function read(): void {
    const now = Date.now()
    let saved = Object.fromEntries(declined)
    try {
      saved = JSON.parse(localStorage.getItem(key) ?? '{}')
    } catch {} // Others may have put anything there.
    declined = new Map()
    for (const [hash, at] of Object.entries(saved ?? {})) {
      if (at <= now && now - at < duration) declined.set(hash, at)
    }
  }

  const hashOf = (demand: string) => hash(`${scope} ${demand}`)

  function note(hashes: readonly string[]): void {
    for (const each of hashes) declined.set(each, Date.now())
    try {
      localStorage.setItem(key, JSON.stringify(Object.fromEntries(declined)))
    } catch {}
  }

  return {
    start(...demands) {
      read()
      const hashes = demands.map(hashOf)
      note(hashes)
      return hashes
    },
    learn(hashes) {
      read()
      note(hashes.filter((each) => !declined.has(each)))
    },
    isOn(...demands) {
      read()
      return demands.every((demand) => (declined.get(hashOf(demand)) ?? -1) >= actedAt())
    },
  }
}
