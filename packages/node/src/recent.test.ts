import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createRecent } from './recent.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})
const pass = (ms: number) => vi.setSystemTime(Date.now() + ms)

function create(most: number, idle = 1000) {
  const recent = createRecent<object>(most, idle)
  const made: string[] = []
  const get = (key: string) =>
    recent.get(key, () => {
      made.push(key)
      return { key }
    })
  return { get, made }
}

it('makes a value once', () => {
  const { get, made } = create(2)
  expect(get('a')).toBe(get('a'))
  expect(get('b')).toEqual({ key: 'b' })
  expect(made).toEqual(['a', 'b'])
})

it('keeps no more than the most, and drops what was unused for longest', () => {
  const { get, made } = create(2)
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) get(key)
  expect(made).toEqual(['a', 'b', 'c', 'b'])
})

it('drops what was not used for long, and counts each use', () => {
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

it('makes anew what nobody else asked for in the meantime either', () => {
  const { get, made } = create(9)
  get('a')
  pass(1000)
  get('a')
  expect(made).toEqual(['a', 'a'])
})

it('lets go of what it drops', () => {
  // A value that is dropped is made anew; one that is kept is not, however many come and go.
  const { get, made } = create(3)
  for (let number = 0; number < 1000; number++) get(`${number}`)
  for (const number of [997, 998, 999]) get(`${number}`)
  expect(made).toHaveLength(1000)
  get('996')
  expect(made).toHaveLength(1001)
})
