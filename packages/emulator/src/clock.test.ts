import { ConfigurationError } from '@caefetch/core'
import { describe, expect, it, vi } from 'vitest'
import { createClock } from './clock.ts'

const noon = Date.parse('2026-03-01T12:00:00Z')

describe('clock', () => {
  it('stands still at its start until it is moved', async () => {
    const clock = createClock(noon)
    expect(clock.now()).toBe(noon)
    await clock.advance('15m')
    expect(clock.now()).toBe(noon + 900_000)
    await clock.set(noon)
    expect(clock.now()).toBe(noon)
  })

  it('follows real time, moved by what it was advanced', async () => {
    vi.useFakeTimers({ now: noon })
    const clock = createClock()
    await clock.advance('1h')
    vi.setSystemTime(noon + 5)
    expect(clock.now()).toBe(noon + 3_600_005)
    vi.useRealTimers()
  })

  it('runs what falls due in order, each at its own time, one waiting for the other', async () => {
    const clock = createClock(noon)
    const seen: [string, number][] = []
    clock.after('10m', () => seen.push(['late', clock.now() - noon]))
    clock.after('5m', async () => {
      await Promise.resolve()
      seen.push(['early', clock.now() - noon])
    })
    clock.after('1h', () => seen.push(['not yet', 0]))
    await clock.advance('15m')
    expect(seen).toEqual([
      ['early', 300_000],
      ['late', 600_000],
    ])
  })

  it('a task that was called off, or whose clock was stopped, does not run', async () => {
    const clock = createClock(noon)
    const task = vi.fn()
    clock.after('1m', task)()
    clock.after('1m', task)
    clock.stop()
    await clock.advance('1h')
    expect(task).not.toHaveBeenCalled()
  })

  it('runs tasks by itself when time is real', async () => {
    vi.useFakeTimers({ now: noon })
    const clock = createClock()
    const task = vi.fn()
    clock.after('15m', task)
    await vi.advanceTimersByTimeAsync(899_000)
    expect(task).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(task).toHaveBeenCalledOnce()
    vi.useRealTimers()
  })

  it.each(['nonsense', Number.NaN])('refuses %s as an instant', (value) => {
    expect(() => createClock(value)).toThrow(ConfigurationError)
  })
})
