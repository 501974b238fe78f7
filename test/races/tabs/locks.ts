import type { Actor, Clock } from '../time/clock.ts'

// Web Locks, as the specification has them: one manager for all tabs, which each talks to by messages.
// https://w3c.github.io/web-locks/

interface Request {
  actor: Actor
  name: string
  mode: 'exclusive' | 'shared'
  grant(): void
}

type Callback = (lock: { name: string } | null) => unknown
interface Options {
  mode?: 'exclusive' | 'shared'
  ifAvailable?: boolean
  signal?: AbortSignal
}

export interface LockManager {
  /** What a tab's `navigator.locks` is. */
  of(actor: Actor): {
    request(name: string, ...given: unknown[]): Promise<unknown>
    query(): Promise<unknown>
  }
  /** The tab is gone, and its locks with it. */
  end(actor: Actor): void
  /** What a tab has or waits for. */
  namesOf(actor: Actor): string[]
  /** Every name that was ever asked for. */
  names: Set<string>
}

export function createLockManager(clock: Clock): LockManager {
  const manager = clock.actor('locks')
  const names = new Set<string>()
  let held: Request[] = []
  let queue: Request[] = []
  const latency = (): number => 0.1 + clock.random() * clock.random() * 8

  const isFree = ({ name, mode }: Request, before: Request[]): boolean =>
    [...held, ...before].every(
      (other) => other.name !== name || (mode === 'shared' && other.mode === 'shared'),
    )

  function grantNext(): void {
    const free = queue.find((request, index) => isFree(request, queue.slice(0, index)))
    if (!free) return
    queue = queue.filter((other) => other !== free)
    held.push(free)
    free.grant()
    grantNext()
  }

  function release(request: Request): void {
    held = held.filter((other) => other !== request)
    queue = queue.filter((other) => other !== request)
    grantNext()
  }

  const toManager = (run: () => void) => clock.after(latency(), manager, run)

  function request(actor: Actor, name: string, ...given: unknown[]): Promise<unknown> {
    const callback = given.at(-1) as Callback
    const {
      mode = 'exclusive',
      ifAvailable,
      signal,
    } = Object(given.length > 1 ? given[0] : {}) as Options
    names.add(name)
    if (signal?.aborted) return Promise.reject(signal.reason)
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const abort = (): void => {
      toManager(() => release(own))
      reject(signal?.reason)
    }
    const toTab = (run: () => void) => clock.after(latency(), actor, run)
    async function run(lock: { name: string } | null): Promise<void> {
      if (signal?.aborted) return void toManager(() => release(own))
      signal?.removeEventListener('abort', abort)
      try {
        resolve(await callback(lock))
      } catch (error) {
        reject(error)
      } finally {
        toManager(() => release(own))
      }
    }
    const own: Request = {
      ...{ actor, name, mode },
      grant: () => void toTab(() => void run({ name })),
    }
    signal?.addEventListener('abort', abort)
    toManager(() => {
      if (actor.state === 'gone' || signal?.aborted) return
      if (ifAvailable && !isFree(own, queue)) return void toTab(() => void run(null))
      queue.push(own)
      grantNext()
    })
    return promise
  }

  return {
    names,
    of: (actor) => ({
      request: (name, ...given) => request(actor, name, ...given),
      query() {
        const { promise, resolve } = Promise.withResolvers<unknown>()
        toManager(() => {
          const infoOf = ({ name, mode }: Request) => ({ name, mode })
          const state = { held: held.map(infoOf), pending: queue.map(infoOf) }
          clock.after(latency(), actor, () => resolve(state))
        })
        return promise
      },
    }),
    end(actor) {
      for (const each of [...held, ...queue]) if (each.actor === actor) release(each)
    },
    namesOf: (actor) =>
      [...held, ...queue].filter((each) => each.actor === actor).map(({ name }) => name),
  }
}
