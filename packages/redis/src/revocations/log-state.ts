/** What can be told of the log without reading it. Ids are those of entries. */
export interface LogState {
  /** Which log it is; another one, when the old one was lost and begun again. Empty where there is none. */
  id: string
  /** The last id that was given to an entry. */
  last: string
  /** The first entry that is there; where none is, an id that comes after all others. */
  first: string
  /** Before this one, entries are removed since they have expired. */
  oldest: string
  /** The last entry that was removed by itself (`XDEL`), which nothing here does. */
  deleted: string
}

/**
 * Whether something is gone that was there before or was still to be read: a failover, a restore or
 * FLUSHALL takes the log or its end away, and whoever else can write to its key may trim it.
 *
 * @param cursor The last entry that was read, or `0-0`.
 */
export function hasLost(before: LogState | undefined, cursor: string, now: LogState): boolean {
  if (before && before.id !== '' && before.id !== now.id) return true
  if (cursor !== '0-0' && isBefore(now.last, cursor)) return true
  if (before && before.deleted !== now.deleted) return true
  // Of the entries that were there, these two are known by their ids.
  const known = before ? [before.first, cursor] : [cursor]
  return known.some((id) => isBefore(id, now.first) && !isBefore(id, now.oldest))
}

/** Whether an entry's id comes before another's. */
export function isBefore(id: string, other: string): boolean {
  const [time = 0, sequence = 0] = id.split('-').map(Number)
  const [otherTime = 0, otherSequence = 0] = other.split('-').map(Number)
  return time === otherTime ? sequence < otherSequence : time < otherTime
}
