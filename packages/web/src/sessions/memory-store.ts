import { LRUCache } from 'lru-cache'
import type { SessionStore } from './store.ts'

/** Characters that are kept of each kind, at the most. */
const mostCharacters = 64 * 1_048_576

/** Endings that are kept: those of users who were never here are among them, and must push out none that count. */
const mostEndings = 200_000

/**
 * Keeps values in this process. Each kind of key has bounds of its own, so that sign-ins that nobody ends
 * push out no session; the latest used stay.
 *
 * @param most Values of each kind, but for endings.
 */
export function createMemoryStore(most: number): SessionStore {
  const kinds = new Map<string, LRUCache<string, string>>()

  function valuesOf(key: string): LRUCache<string, string> {
    const kind = key.slice(0, key.indexOf(':'))
    const values =
      kinds.get(kind) ??
      new LRUCache<string, string>({
        max: kind === 'ended' ? mostEndings : most,
        maxSize: mostCharacters,
        sizeCalculation: (value, name) => value.length + name.length,
        ttlResolution: 0,
        perf: { now: () => Date.now() },
      })
    kinds.set(kind, values)
    return values
  }

  return {
    async get(key, lifetime) {
      const values = valuesOf(key)
      const value = values.get(key)
      if (value !== undefined && lifetime !== undefined) values.set(key, value, { ttl: lifetime })
      return value
    },
    async set(key, value, lifetime, isUpdate = false) {
      const values = valuesOf(key)
      if (!isUpdate || values.has(key)) values.set(key, value, { ttl: lifetime })
    },
    async take(key) {
      const values = valuesOf(key)
      const value = values.get(key)
      values.delete(key)
      return value
    },
    async raise(key, value, lifetime) {
      const values = valuesOf(key)
      const raised = Math.max(value, Number(values.get(key) ?? 0))
      values.set(key, String(raised), { ttl: lifetime })
    },
  }
}
