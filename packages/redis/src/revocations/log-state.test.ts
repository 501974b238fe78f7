import { describe, expect, it } from 'vitest'
import { hasLost, type LogState } from './log-state.ts'

const state: LogState = { id: 'a', last: '90-0', first: '20-0', oldest: '10-0', deleted: '0-0' }
const end = '18446744073709551615-0'

describe('a log', () => {
  it.each<[string, string, Partial<LogState>]>([
    ['has not changed', '90-0', {}],
    ['has grown', '90-0', { last: '95-3' }],
    ['was begun', '0-0', { id: 'b' }],
    ['has lost what has expired', '90-0', { first: '80-0', oldest: '80-0' }],
    ['has lost all of it, expired', '90-0', { first: end, oldest: '91-0' }],
  ])('that %s has lost nothing', (_name, cursor, change) => {
    const before = change.id === 'b' ? { ...state, id: '', first: end } : state
    expect(hasLost(before, cursor, { ...state, ...change })).toBe(false)
    expect(hasLost(undefined, cursor, { ...state, ...change })).toBe(false)
  })

  it.each<[string, string, Partial<LogState>]>([
    ['is another one', '90-0', { id: 'b' }],
    ['is gone', '90-0', { id: '', last: '', first: end }],
    ['lacks its end', '90-0', { last: '89-9' }],
    ['lacks its end, of the same millisecond', '90-2', { last: '90-1' }],
    ['was trimmed before its time', '90-0', { first: '20-1' }],
    ['was trimmed to what is still to be read', '30-0', { first: '80-0', oldest: '25-0' }],
    ['was trimmed to nothing', '90-0', { first: end }],
    ['lacks an entry that somebody has deleted', '90-0', { deleted: '50-0' }],
  ])('that %s has lost something', (_name, cursor, change) => {
    expect(hasLost(state, cursor, { ...state, ...change })).toBe(true)
  })
})
