import { ownText } from '../own-text.ts'
import { members } from './members.ts'
import type { RevocationStore } from './store.ts'
import type { RevokedSubject } from './subject.ts'

/** Cutoffs by the value of the narrowest member, the oldest first; in seconds since the epoch. */
type Cutoffs = Map<string, number>

interface Shape {
  /** The members that its subjects have, but for the narrowest. */
  readonly wide: readonly (typeof members)[number][]
  readonly narrow: (typeof members)[number]
  readonly groups: Map<string, Cutoffs>
}

/** A store that answers at once. */
export interface MemoryStore extends RevocationStore {
  raise(subject: RevokedSubject, cutoff: number): void
  latest(token: RevokedSubject): number | undefined
  /** All that is kept, the oldest first among subjects with the same members. */
  entries(): Iterable<{ subject: RevokedSubject; cutoff: number }>
}

/**
 * Keeps cutoffs in memory, and forgets them when they have expired. Subjects with the same members have
 * the same shape; a look-up asks once for each shape there is, which in practice is one to three.
 *
 * A million users of a tenant take less than 100 MB: each one the text of its id, a slot in a Map, and
 * a small integer.
 *
 * @param lifetime Seconds after which a cutoff hits no token any more.
 */
export function createMemoryStore(lifetime: number, now: () => number): MemoryStore {
  const shapes = new Map<string, Shape>()

  function shapeOf(subject: RevokedSubject): Shape {
    const present = members.filter((member) => subject[member] !== undefined)
    const key = present.join()
    const narrow = present.at(-1) ?? 'tid'
    const shape = shapes.get(key) ?? { wide: present.slice(0, -1), narrow, groups: new Map() }
    shapes.set(key, shape)
    return shape
  }

  /** Two are looked at for one that is added, so that what has expired never piles up. */
  function forgetExpired(cutoffs: Cutoffs): void {
    let left = 2
    for (const [value, cutoff] of cutoffs) {
      if (left-- === 0 || cutoff + lifetime > now() / 1000) return
      cutoffs.delete(value)
    }
  }

  /** The same for the groups in which nothing was raised for longest: each may hold a single cutoff. */
  function forgetGroups(groups: Shape['groups']): void {
    let left = 2
    for (const [group, cutoffs] of groups) {
      if (left-- === 0) return
      forgetExpired(cutoffs)
      if (cutoffs.size > 0) return
      groups.delete(group)
    }
  }

  return {
    raise(subject, cutoff) {
      const { wide, narrow, groups } = shapeOf(subject)
      const group = ownText(groupOf(subject, wide) ?? '')
      const cutoffs: Cutoffs = groups.get(group) ?? new Map()
      groups.delete(group)
      forgetGroups(groups)
      groups.set(group, cutoffs)
      const value = ownText(subject[narrow] ?? '')
      const raised = Math.max(cutoff, cutoffs.get(value) ?? 0)
      cutoffs.delete(value)
      forgetExpired(cutoffs)
      cutoffs.set(value, raised)
    },
    latest(token) {
      let latest: number | undefined
      for (const { wide, narrow, groups } of shapes.values()) {
        const value = token[narrow]
        if (value === undefined) continue
        const group = groupOf(token, wide)
        const cutoff = group === undefined ? undefined : groups.get(group)?.get(value)
        if (cutoff !== undefined && !(latest !== undefined && latest > cutoff)) latest = cutoff
      }
      return latest
    },
    *entries() {
      for (const { wide, narrow, groups } of shapes.values()) {
        for (const [group, cutoffs] of groups) {
          const values: string[] = wide.length > 1 ? JSON.parse(group) : [group]
          const shared = Object.fromEntries(wide.map((member, index) => [member, values[index]]))
          for (const [value, cutoff] of cutoffs) {
            yield { subject: { ...shared, [narrow]: value }, cutoff }
          }
        }
      }
    },
  }
}

/** The value of the one wide member there is in practice, or all of them in a way that cannot be confused. */
function groupOf(subject: RevokedSubject, wide: Shape['wide']): string | undefined {
  const first = wide[0]
  if (first === undefined) return ''
  if (wide.length === 1) return subject[first]
  const values = wide.map((member) => subject[member])
  return values.includes(undefined) ? undefined : JSON.stringify(values)
}
