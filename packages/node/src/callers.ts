import { createHash } from 'node:crypto'
import { ConfigurationError } from '@caefetch/core'
import { LRUCache } from 'lru-cache'

/** A caller of a middle-tier API, by the access token that it has sent. */
export interface Caller {
  assertion: string
  /** A hash of the assertion: state is kept by it, and tells no secret. */
  id: string
}

/** The callers of late, and the value that is kept for each. */
export interface Callers<T = unknown> {
  /** The value of the caller, made where there is none. */
  get(assertion: string, create: (caller: Caller) => T): T
  /** What was given to `create`, back from where it is of any type. */
  callerOf(account: unknown): Caller
  /** Registers what is to be called when callers have been forgotten. */
  onForget(listener: (isPresent: (id: string) => boolean) => void): void
}

/**
 * Remembers `most` callers at the most, the latest used, and none that was not used for `idle`
 * milliseconds.
 */
export function createCallers<T extends object>(most: number, idle: number): Callers<T> {
  let tell: (isPresent: (id: string) => boolean) => void = () => {}
  let forgotten = 0
  let sweptAt = Date.now()
  const values = new LRUCache<string, T>({
    max: most,
    // It drops what is older than that, and not what is as old.
    ttl: Math.max(1, idle - 1),
    ttlResolution: 0,
    updateAgeOnGet: true,
    perf: { now: () => Date.now() },
    disposeAfter: () => {
      forgotten++
    },
  })

  function forget(): void {
    const now = Date.now()
    const isDue = now - sweptAt >= Math.min(idle, sweepPause)
    if (isDue) {
      sweptAt = now
      values.purgeStale()
    }
    // To look through all that is held for them at each one that comes would be too much.
    if (forgotten === 0 || !(isDue || forgotten >= most / 100)) return
    forgotten = 0
    tell((id) => values.has(id))
  }

  return {
    get(assertion, create) {
      const id = createHash('sha256').update(assertion).digest('base64')
      const known = values.get(id)
      const value = known ?? create({ assertion, id })
      if (!known) values.set(id, value)
      forget()
      return value
    },
    callerOf(account) {
      if (isCaller(account)) return account
      throw new ConfigurationError('A call on behalf of a caller takes no `cae.account`.')
    },
    onForget(listener) {
      tell = listener
    },
  }
}

const sweepPause = 60_000

const isCaller = (account: unknown): account is Caller =>
  typeof Object(account).assertion === 'string'
