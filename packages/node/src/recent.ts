/** Values by key, of which only those used of late are kept. */
export interface Recent<T> {
  /** The value of the key, made anew if it has been dropped. */
  get(key: string, make: () => T): T
}

/** Keeps `most` values at the most, and none that was not used for `idle` milliseconds. */
export function createRecent<T>(most: number, idle: number): Recent<T> {
  // A Map lists its keys in the order they were set: the one unused for longest comes first.
  const entries = new Map<string, { value: T; usedAt: number }>()
  return {
    get(key, make) {
      const now = Date.now()
      for (const [oldest, { usedAt }] of entries) {
        if (now - usedAt < idle) break
        entries.delete(oldest)
      }
      const value = entries.get(key)?.value ?? make()
      entries.delete(key)
      entries.set(key, { value, usedAt: now })
      const [oldest = key] = entries.keys()
      if (entries.size > most) entries.delete(oldest)
      return value
    },
  }
}
