import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createCallers } from './callers.ts'
import { ConfigurationError } from './index.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})
const pass = (ms: number) => vi.setSystemTime(Date.now() + ms)

function create(most: number, idle = 1000) {
  const callers = createCallers<object>(most, idle)
  const made: string[] = []
  const ids = new Map<string, string>()
  const gone: string[] = []
  callers.onForget((isPresent) => {
    for (const [assertion, id] of ids) if (!isPresent(id)) gone.push(assertion)
  })
  const get = (key: string) =>
    callers.get(key, ({ assertion, id }) => {
      made.push(assertion)
      ids.set(assertion, id)
      return { assertion }
    })
  return { callers, get, made, ids, gone }
}

describe('callers', () => {
  it('have one value each, and an id that tells nothing of the assertion', () => {
    const { get, made, ids } = create(2)
    expect(get('a')).toBe(get('a'))
    expect(get('b')).toEqual({ assertion: 'b' })
    expect(made).toEqual(['a', 'b'])
    expect(new Set(ids.values()).size).toBe(2)
    for (const id of ids.values()) expect(id).toMatch(/^[\w+/]{43}=$/)
  })

  it('are no more than the most: who was unused for longest is forgotten, and that is told', () => {
    const { get, made, gone } = create(2)
    for (const key of ['a', 'b', 'a', 'c']) get(key)
    expect(gone).toEqual(['b'])
    get('a')
    get('b')
    expect(made).toEqual(['a', 'b', 'c', 'b'])
  })

  it('are forgotten when they were not used for long, and each use counts', () => {
    const { get, made } = create(9)
    get('a')
    get('b')
    pass(600)
    get('a')
    pass(600)
    get('a')
    get('b')
    expect(made).toEqual(['a', 'b', 'b'])
  })

  it('are forgotten though nobody asks for them any more', () => {
    const { get, gone } = create(1000)
    get('a')
    get('b')
    pass(1000)
    get('c')
    expect(gone).toEqual(['a', 'b'])
  })

  it('are told by the hundred where there are many', () => {
    const { callers, get } = create(1000, 3_600_000)
    const told = vi.fn()
    callers.onForget(told)
    for (let number = 0; number < 2000; number++) get(`${number}`)
    expect(told).toHaveBeenCalledTimes(100)
  })

  it('come back as they were given out, and nothing else passes for one', () => {
    const { callers } = create(1)
    const seen = vi.fn(() => ({}))
    callers.get('a', seen)
    const [[caller] = []] = seen.mock.calls as unknown[][]
    expect(callers.callerOf(caller)).toBe(caller)
    for (const other of [undefined, null, 'a', { homeAccountId: 'a' }]) {
      expect(() => callers.callerOf(other)).toThrow(ConfigurationError)
    }
  })
})
