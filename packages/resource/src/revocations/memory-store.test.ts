import { describe, expect, it } from 'vitest'
import { createMemoryStore } from './memory-store.ts'
import { members, type RevokedSubject } from './subject.ts'

const pairs = members.flatMap((first, index) =>
  members.slice(index + 1).map((second) => [first, second] as const),
)

describe('the memory of cutoffs', () => {
  it.each(pairs)('forgets groups of %s and %s, each with a single cutoff', (first, second) => {
    let seconds = 1000
    const store = createMemoryStore(100, () => seconds * 1000)
    const subject = (index: number): RevokedSubject => ({
      [first]: `first ${index}`,
      [second]: `second ${index}`,
    })
    for (let index = 0; index < 1000; index++) store.raise(subject(index), seconds)
    expect(store.size).toBe(1000)
    seconds += 101
    for (let index = 1000; index < 2000; index++) store.raise(subject(index), seconds)
    expect(store.size).toBeLessThanOrEqual(1001)
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
    expect(store.size).toBe(51)
    expect(store.latest({ tid: 'quiet', oid: 'o' })).toBe(1000)
    expect(store.latest({ tid: 'busy', oid: 'o0' })).toBe(1001)
  })
})
