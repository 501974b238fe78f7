import { setTimeout } from 'node:timers/promises'
import type { Connection, DuplicateConnection } from '../client/connection.ts'
import { inTime } from '../client/in-time.ts'
import type { Entry } from './entry.ts'
import { type Log, pageSize } from './log.ts'
import { hasLost, isBefore, type LogState } from './log-state.ts'
import type { StreamEntry } from './read-reply.ts'

/** Reads the log as it grows. */
export interface Follower extends AsyncDisposable {
  /** Resolves when all that is there has been read once. */
  readonly ready: Promise<void>
  /** This process has added the entry with that id. */
  added(id: string): void
  /** For how long, in milliseconds, it has not been sure to have read everything. */
  age(): number
}

/** What is done with what the follower reads. */
export interface Reader {
  take(entries: readonly StreamEntry[]): void
  /** The log that was read is gone, or lacks something; it is read again from its start. */
  onLost(): void
  /** After a loss: some of what this process knows and the log has not, or nothing when that is all. */
  takeMissing(): readonly Entry[]
  onFailure(error: unknown): void
}

export interface FollowerOptions {
  connection: Connection
  log: Log
  reader: Reader
  /** How long a read waits for an entry, in milliseconds: how often it is known to be in touch. */
  block: number
  /** How long an answer is waited for, in milliseconds. */
  timeout: number
}

const shortestPause = 50
const longestPause = 1000

/** By how much replicas that lost the same log differ in when they begin to add to it, in milliseconds. */
const restoreSpread = 500

/** How long it takes the others to notice the same, and to begin to add what this replica may not have heard of. */
const restoreDelay = longestPause + restoreSpread

/**
 * Follows the log on a connection of its own, since a read that waits holds up all that comes after it.
 * A connection that does not answer in time is given up for another one; what was missed in between is
 * read then.
 */
export function createFollower(options: FollowerOptions): Follower {
  const { connection, log, reader, block, timeout } = options
  const ready = Promise.withResolvers<void>()
  const stop = new AbortController()
  const { signal } = stop
  let cursor = '0-0'
  /** What this process has added last. Redis may lose it before it is read here. */
  let lastAdded = '0-0'
  let known: LogState | undefined
  let checkedAt = Number.NEGATIVE_INFINITY
  // After a loss every replica adds what it knows, each at another moment: what another one has added is
  // read before, and what is added twice does no harm, since cutoffs only rise.
  let state: 'following' | 'lost' | 'restoring' = 'following'
  let isBehind = true
  let isInTouch = false
  let caughtUpAt = Number.NEGATIVE_INFINITY
  let unsureUntil = 0
  let current: DuplicateConnection | undefined

  /** Whether all that was to be read is still there; who was out of touch may have missed what is not. */
  async function checkLog(sender: DuplicateConnection): Promise<void> {
    checkedAt = performance.now()
    const before = known
    const end = isBefore(cursor, lastAdded) ? lastAdded : cursor
    known = await inTime(log.inspect(sender), timeout)
    if (!hasLost(before, end, known)) return
    if (!isInTouch) unsureUntil = performance.now() + block + restoreDelay
    beginAgain()
  }

  function beginAgain(): void {
    cursor = lastAdded = '0-0'
    state = 'lost'
    reader.onLost()
  }

  async function readNext(sender: DuplicateConnection): Promise<void> {
    const sentAt = performance.now()
    const wait = isBehind || state !== 'following' ? 0 : block
    const entries = await inTime(log.read(sender, cursor, wait), wait + timeout)
    reader.take(entries)
    cursor = entries.at(-1)?.[0] ?? cursor
    isBehind = entries.length === pageSize
    if (isBehind) return
    if (sentAt >= unsureUntil) {
      caughtUpAt = sentAt
      ready.resolve()
    }
    if (state !== 'following') await restoreSome(sender)
    else if (performance.now() >= checkedAt + block) {
      await checkLog(sender)
      isInTouch = true
    }
  }

  async function restoreSome(sender: DuplicateConnection): Promise<void> {
    if (state === 'lost') {
      await pauseFor(Math.random() * restoreSpread)
      state = 'restoring'
      return
    }
    const missing = reader.takeMissing()
    if (missing.length === 0) state = 'following'
    else {
      await inTime(log.add(sender, missing), timeout).catch((error) => {
        // What could not be added is still missing.
        beginAgain()
        throw error
      })
    }
  }

  async function follow(sender: DuplicateConnection): Promise<void> {
    isInTouch = false
    isBehind = true
    await inTime(sender.open(), timeout)
    await checkLog(sender)
    while (!signal.aborted) await readNext(sender)
  }

  async function run(): Promise<void> {
    let pause = shortestPause
    while (!signal.aborted) {
      const before = caughtUpAt
      current = connection.duplicate()
      await follow(current).catch((error) => {
        if (!signal.aborted) reader.onFailure(error)
      })
      current.close()
      pause = caughtUpAt > before ? shortestPause : Math.min(2 * pause, longestPause)
      await pauseFor(pause)
    }
  }

  const pauseFor = (milliseconds: number): Promise<void> =>
    setTimeout(milliseconds, undefined, { signal }).catch(() => {})

  const running = run()
  return {
    ready: ready.promise,
    added(id) {
      lastAdded = id
    },
    age: () => performance.now() - caughtUpAt,
    async [Symbol.asyncDispose]() {
      stop.abort()
      current?.close()
      await running
    },
  }
}
