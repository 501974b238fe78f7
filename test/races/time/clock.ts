import { AsyncLocalStorage } from 'node:async_hooks'
import { syncBuiltinESMExports } from 'node:module'
import timersPromises from 'node:timers/promises'

// Many processes, or tabs, in one: whatever code runs belongs to an actor, and sees the time, the timers and
// the chance of the world that the actor is in.

/** A process or a tab. What is due for one that stands still waits; for one that is gone it never comes. */
export interface Actor {
  name: string
  state: 'running' | 'still' | 'gone'
  /** By how many milliseconds its clock is ahead. */
  skew: number
  /** Its timers are due no earlier than at a multiple of this, as those of hidden tabs. */
  grain: number
}

interface Timer {
  at: number
  actor: Actor
  run(): void
  /** For one that repeats. */
  every: number | undefined
}

export interface Clock extends Disposable {
  /** Milliseconds since the beginning. */
  now(): number
  /** A number from 0 up to 1, the same in each run of the same seed. */
  random(): number
  actor(name: string, skew?: number): Actor
  /** Runs code as the actor's. */
  run<T>(actor: Actor, code: () => T): T
  /** Has something come to the actor after some time. */
  after(milliseconds: number, actor: Actor, run: () => void): Timer
  cancel(timer: Timer | undefined): void
  /** Lets time pass, and happen what is due. */
  pass(milliseconds: number): Promise<void>
  /** Lets time pass until nothing is due any more, or so much has passed. */
  passUntil(isOver: () => boolean, milliseconds: number): Promise<void>
  /** What is due for an actor, or for all. */
  due(actor?: Actor): number
}

const here = new AsyncLocalStorage<{ clock: Clock; actor: Actor }>()

/** Whose code is running. */
export const currentActor = (): Actor | undefined => here.getStore()?.actor

const start = 1_800_000_000_000
const realSetImmediate = setImmediate

/** Lets everything happen that needs no time. */
export async function rest(turns = 1): Promise<void> {
  for (let turn = 0; turn < turns; turn++) {
    await new Promise((resolve) => realSetImmediate(resolve))
  }
}

export function createClock(seed: number): Clock {
  const timers = new Set<Timer>()
  let time = 0
  let state = (seed | 0) + 1

  function random(): number {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  const dueAt = ({ at, actor: { grain } }: Timer): number => Math.ceil(at / grain) * grain

  function next(until: number): Timer | undefined {
    let first: Timer | undefined
    for (const timer of timers) {
      if (timer.actor.state !== 'running' || dueAt(timer) > until) continue
      if (!first || dueAt(timer) < dueAt(first)) first = timer
    }
    return first
  }

  function fire(timer: Timer): void {
    time = Math.max(time, dueAt(timer))
    timers.delete(timer)
    if (timer.every !== undefined) {
      timer.at = time + timer.every
      timers.add(timer)
    }
    clock.run(timer.actor, timer.run)
  }

  async function passUntil(isOver: () => boolean, milliseconds: number): Promise<void> {
    const end = time + milliseconds
    await rest()
    while (!isOver()) {
      const timer = next(end)
      if (!timer) {
        time = Math.max(time, end)
        return
      }
      fire(timer)
      await rest()
    }
  }

  const clock: Clock = {
    now: () => time,
    random,
    actor: (name, skew = 0) => ({ name, state: 'running', skew, grain: 1 }),
    run: (actor, code) => here.run({ clock, actor }, code),
    after(milliseconds, actor, run) {
      const timer = { at: time + Math.max(0, milliseconds), actor, run, every: undefined }
      timers.add(timer)
      return timer
    },
    cancel: (timer) => void (timer && timers.delete(timer)),
    pass: (milliseconds) => passUntil(() => false, milliseconds),
    passUntil,
    due: (actor) => [...timers].filter((timer) => !actor || timer.actor === actor).length,
    [Symbol.dispose]: install(),
  }
  return clock
}

/** Puts the clock of whoever is running in the place of the platform's; code of nobody keeps that. */
function install(): () => void {
  const real = { setTimeout, clearTimeout, setInterval, clearInterval }
  const { now: realNow } = Date
  const { random: realRandom } = Math
  const performanceNow = performance.now.bind(performance)
  const { timeout: realTimeout } = AbortSignal
  const { setTimeout: realWait } = timersPromises

  type Run = (...args: unknown[]) => void

  const begin =
    (every: boolean) =>
    (run: Run, milliseconds = 0, ...args: unknown[]) => {
      const store = here.getStore()
      if (!store)
        return every
          ? real.setInterval(run, milliseconds, ...args)
          : real.setTimeout(run, milliseconds, ...args)
      const timer = store.clock.after(milliseconds, store.actor, () => run(...args))
      if (every) timer.every = Math.max(1, milliseconds)
      return Object.assign(timer, { ref: () => timer, unref: () => timer, clock: store.clock })
    }
  function end(timer: unknown): void {
    const { clock }: { clock?: Clock } = Object(timer)
    if (clock) clock.cancel(timer as Timer)
    else real.clearTimeout(timer as NodeJS.Timeout)
  }

  function wait(milliseconds?: number, value?: unknown, options?: { signal?: AbortSignal }) {
    if (!here.getStore()) return realWait(milliseconds, value, options)
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const { signal } = options ?? {}
    if (signal?.aborted) return Promise.reject(signal.reason)
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort)
      resolve(value)
    }, milliseconds)
    const abort = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', abort, { once: true })
    return promise
  }

  Object.assign(globalThis, {
    setTimeout: begin(false),
    setInterval: begin(true),
    clearTimeout: end,
    clearInterval: end,
  })
  Object.assign(timersPromises, { setTimeout: wait })
  syncBuiltinESMExports()
  Date.now = () => {
    const store = here.getStore()
    return store ? start + Math.floor(store.clock.now()) + store.actor.skew : realNow()
  }
  Math.random = () => here.getStore()?.clock.random() ?? realRandom()
  performance.now = () => here.getStore()?.clock.now() ?? performanceNow()
  AbortSignal.timeout = (milliseconds) => {
    if (!here.getStore()) return realTimeout.call(AbortSignal, milliseconds)
    const controller = new AbortController()
    setTimeout(
      () => controller.abort(new DOMException('The time is over.', 'TimeoutError')),
      milliseconds,
    )
    return controller.signal
  }

  return () => {
    Object.assign(globalThis, real)
    Object.assign(timersPromises, { setTimeout: realWait })
    syncBuiltinESMExports()
    Date.now = realNow
    Math.random = realRandom
    Reflect.deleteProperty(performance, 'now')
    AbortSignal.timeout = realTimeout
  }
}
