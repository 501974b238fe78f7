import { describe, expect, it } from 'vitest'
import { members } from './members.ts'
import { createMemoryStore, type MemoryStore } from './memory-store.ts'
import type { RevokedSubject } from './subject.ts'

const pairs = members.flatMap((first, index) =>
  members.slice(index + 1).map((second) => [first, second] as const),
)

const sizeOf = (store: MemoryStore): number => [...store.entries()].length

describe('the memory of cutoffs', () => {
  it.each<RevokedSubject>([
    { uti: 'u' },
    { tid: 't', oid: 'o' },
    { tid: 't', azp: 'a', oid: 'o', sid: 's', uti: 'u' },
  ])('lists %j as it was raised', (subject) => {
    const store = createMemoryStore(100, () => 0)
    store.raise(subject, 7)
    store.raise({ ...subject, uti: 'other' }, 8)
    expect([...store.entries()]).toEqual([
      { subject, cutoff: 7 },
      { subject: { ...subject, uti: 'other' }, cutoff: 8 },
    ])
  })

  it.each(pairs)('forgets groups of %s and %s, each with a single cutoff', (first, second) => {
    let seconds = 1000
    const store = createMemoryStore(100, () => seconds * 1000)
    const subject = (index: number): RevokedSubject => ({
      [first]: `first ${index}`,
      [second]: `second ${index}`,
    })
    for (let index = 0; index < 1000; index++) store.raise(subject(index), seconds)
    expect(sizeOf(store)).toBe(1000)
    seconds += 101
    for (let index = 1000; index < 2000; index++) store.raise(subject(index), seconds)
    expect(sizeOf(store)).toBeLessThanOrEqual(1001)
    expect(store.latest(subject(999))).toBeUndefined()
    expect(store.latest(subject(1999))).toBe(seconds)
  })

  it('keeps what has not expired, in groups that are raised and in groups that are not', () => {
    let seconds = 1000
    const store = createMemoryStore(100, () => seconds * 1000)
    store.raise({ tid: 'quiet', oid: 'o' }, seconds)
    for (let index = 0; index < 50; index++) {
      seconds += 1
      store.raise({ tid: 'busy', oid: `o${index}` }, seconds)
    }
    expect(sizeOf(store)).toBe(51)
    expect(store.latest({ tid: 'quiet', oid: 'o' })).toBe(1000)
    expect(store.latest({ tid: 'busy', oid: 'o0' })).toBe(1001)
  })
})
