import { ConfigurationError } from '@caefetch/core'
import { type Duration, milliseconds } from './duration.ts'

/** The emulator's own time, in milliseconds since the epoch: it can be moved, and everything follows it. */
export interface Clock {
  /** The time, in milliseconds since the epoch. */
  now(): number
  /** Moves time forward and runs, in order, what falls due on the way. */
  advance(by: Duration): Promise<void>
  /** Moves time to an instant; forward runs what falls due, backward only moves. */
  set(to: Date | string | number): Promise<void>
  /** Runs a task after a delay of emulated time; returns the means to call it off. */
  after(delay: Duration, task: () => unknown): () => void
  /** Calls off whatever is still to come. */
  stop(): void
}

interface Timer {
  readonly due: number
  readonly task: () => unknown
}

// Node's own timers overflow beyond this delay.
const longestSleep = 2 ** 31 - 1

/** Real time by default; given a start it stands still there until it is moved. */
export function createClock(start?: Date | string | number): Clock {
  const frozen = start !== undefined
  const base = frozen ? instant(start) : 0
  const timers = new Set<Timer>()
  let offset = 0
  let alarm: NodeJS.Timeout | undefined

  const now = (): number => (frozen ? base : Date.now()) + offset
  const next = (): Timer | undefined => [...timers].sort((a, b) => a.due - b.due)[0]

  async function runUntil(target: number): Promise<void> {
    for (let timer = next(); timer && timer.due <= target; timer = next()) {
      timers.delete(timer)
      offset += Math.max(0, timer.due - now())
      await timer.task()
    }
  }

  async function set(to: Date | string | number): Promise<void> {
    const target = instant(to)
    await runUntil(target)
    offset += target - now()
    arm()
  }

  function arm(): void {
    clearTimeout(alarm)
    const first = next()
    if (frozen || !first) return
    alarm = setTimeout(ring, Math.min(longestSleep, Math.max(0, first.due - now())))
    alarm.unref()
  }

  function ring(): void {
    void runUntil(now()).finally(arm)
  }

  return {
    now,
    set,
    advance: (by) => set(now() + milliseconds(by)),
    after(delay, task) {
      const timer = { due: now() + milliseconds(delay), task }
      timers.add(timer)
      arm()
      return () => {
        timers.delete(timer)
        arm()
      }
    },
    stop() {
      clearTimeout(alarm)
      timers.clear()
    },
  }
}

/** Whole seconds since the epoch, as tokens count time. */
export function epochSeconds(ms: number): number {
  return Math.floor(ms / 1000)
}

function instant(value: Date | string | number): number {
  const ms = typeof value === 'number' ? value : new Date(value).getTime()
  if (Number.isFinite(ms)) return ms
  throw new ConfigurationError(`${JSON.stringify(value)} is not an instant in time`)
}
