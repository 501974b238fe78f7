import { expect, test, vi } from 'vitest'
import { createClock } from './clock.ts'

const NOON = Date.parse('2026-03-01T12:00:00Z')

test('stands still at its start until it is moved', async () => {
  const clock = createClock(NOON)
  expect(clock.now()).toBe(NOON)
  await clock.advance('15m')
  expect(clock.now()).toBe(NOON + 900_000)
  await clock.set(NOON)
  expect(clock.now()).toBe(NOON)
})

test('follows real time, moved by what it was advanced', async () => {
  vi.useFakeTimers({ now: NOON })
  const clock = createClock()
  await clock.advance('1h')
  vi.setSystemTime(NOON + 5)
  expect(clock.now()).toBe(NOON + 3_600_005)
  vi.useRealTimers()
})

test('runs what falls due in order, each at its own time, one waiting for the other', async () => {
  const clock = createClock(NOON)
  const seen: [string, number][] = []
  clock.after('10m', () => seen.push(['late', clock.now() - NOON]))
  clock.after('5m', async () => {
    await Promise.resolve()
    seen.push(['early', clock.now() - NOON])
  })
  clock.after('1h', () => seen.push(['not yet', 0]))
  await clock.advance('15m')
  expect(seen).toEqual([
    ['early', 300_000],
    ['late', 600_000],
  ])
})

test('a task that was called off, or whose clock was stopped, does not run', async () => {
  const clock = createClock(NOON)
  const task = vi.fn()
  clock.after('1m', task)()
  clock.after('1m', task)
  clock.stop()
  await clock.advance('1h')
  expect(task).not.toHaveBeenCalled()
})

test('runs tasks by itself when time is real', async () => {
  vi.useFakeTimers({ now: NOON })
  const clock = createClock()
  const task = vi.fn()
  clock.after('15m', task)
  await vi.advanceTimersByTimeAsync(899_000)
  expect(task).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(task).toHaveBeenCalledOnce()
  vi.useRealTimers()
})

test.each(['nonsense', Number.NaN])('refuses %s as an instant', (value) => {
  expect(() => createClock(value)).toThrow(RangeError)
})
