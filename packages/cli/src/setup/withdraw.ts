import { isDeepStrictEqual } from 'node:util'

type Members = Record<string, unknown>

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Takes a change (`before` → `after`) out of what is there now: as it was before, where nobody else has
 * changed anything; else without what the change had added, and with what others have.
 */
export function withdraw(current: unknown, before: unknown, after: unknown): unknown {
  if (isDeepStrictEqual(current, after)) return before
  if (Array.isArray(current) && Array.isArray(after)) {
    return current.flatMap((item) => {
      const made = matching(after, item)
      if (made === undefined) return [item]
      const was = Array.isArray(before) ? matching(before, item) : undefined
      // What was made here goes, even where others have added to it.
      return was === undefined ? [] : [withdraw(item, was, made)]
    })
  }
  if (isMembers(current) && isMembers(after)) {
    const kept = isMembers(before) ? before : {}
    return Object.fromEntries(
      Object.entries(current).map(([name, value]) => [
        name,
        name in after ? withdraw(value, kept[name] ?? emptyLike(value), after[name]) : value,
      ]),
    )
  }
  // Somebody else has decided otherwise since.
  return current
}

/** The same item of a list: Graph fills in members that were left out, so a name is enough. */
const matching = (list: readonly unknown[], item: unknown): unknown =>
  list.find((each) => isDeepStrictEqual(each, item) || (keyOf(each) ?? each) === keyOf(item))

const keyOf = (item: unknown): unknown =>
  isMembers(item) ? (item.name ?? item.id ?? item.resourceAppId) : undefined

const emptyLike = (value: unknown): unknown => (Array.isArray(value) ? [] : null)
