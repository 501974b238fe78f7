import { ConfigurationError } from '@caefetch/core'
import type { RevocationStore, RevokedSubject } from '@caefetch/resource'
import { createMemoryStore } from '@caefetch/resource/memory-store'
import { createCommands } from '../client/commands.ts'
import { connectionOf } from '../client/connection.ts'
import { inTime } from '../client/in-time.ts'
import { type RedisOptions, readMilliseconds, readPrefix } from '../options.ts'
import { createFollower } from './follower.ts'
import { createLog } from './log.ts'
import { createReport, type RevocationsProblem, reportServer } from './problems.ts'
import { readLog } from './read-log.ts'

/** Options of {@link redisRevocations}. */
export interface RedisRevocationsOptions extends RedisOptions {
  /**
   * For how long this replica may be out of touch with Redis before the store counts as down, in
   * milliseconds: it may not have heard of a revocation since. Default: 2,000.
   */
  staleAfter?: number | undefined
  /** How long an answer of Redis is waited for, in milliseconds. Default: 750. */
  timeout?: number | undefined
  /** How long to read what is there may take at the start, in milliseconds. Default: 30,000. */
  startTimeout?: number | undefined
  /** How many replicas of the Redis server must have a revocation before it is accepted (`WAIT`). Default: 0. */
  serverReplicas?: number | undefined
  /** The longest life of a token, in seconds; that of `createRevocations`. Default: 104,400, 29 hours. */
  maxTokenLife?: number | undefined
  /** Hears of what an operator should know. Default: a warning on the console. */
  onProblem?: ((problem: RevocationsProblem) => void) | undefined
}

/**
 * Creates the store for `createRevocations({ store, whenDown })` that all replicas of an API share: what
 * one of them revokes, the others know of within milliseconds, and those that start later as well.
 *
 * Each replica follows a stream in Redis and looks tokens up in its own memory. The promise resolves when
 * all that still counts has been read. A revocation is accepted when Redis has it, which then has it for
 * as long as it was set up to: with `appendonly yes` and `appendfsync always` whatever happens to it.
 * One that is not accepted is in force on this replica, and can be sent again.
 *
 * Dispose of it (`await using`) to stop following; the client stays open.
 *
 * @throws {@link ConfigurationError} for options that cannot work, and an Error when Redis cannot be read
 * in time.
 */
export async function redisRevocations(
  options: RedisRevocationsOptions,
): Promise<RevocationStore & AsyncDisposable> {
  const { serverReplicas = 0, maxTokenLife = 104_400 } = options
  const staleAfter = readMilliseconds('staleAfter', options.staleAfter, 2000)
  const timeout = readMilliseconds('timeout', options.timeout, 750)
  const startTimeout = readMilliseconds('startTimeout', options.startTimeout, 30_000)
  if (!(serverReplicas >= 0)) throw new ConfigurationError('serverReplicas must be 0 or more.')
  if (!(maxTokenLife > 0)) throw new ConfigurationError('maxTokenLife must be a time in seconds.')
  const connection = connectionOf(options.client)
  const log = createLog(readPrefix(options.prefix))
  const report = createReport(options.onProblem)
  const commands = createCommands(connection, timeout)
  const memory = createMemoryStore(maxTokenLife, Date.now)
  let tellRaised = (_cutoff: number): void => {}
  const reader = readLog({
    memory,
    maxTokenLife,
    onRaise: (cutoff) => tellRaised(cutoff),
    onLost: () => report('revocations_lost'),
    onUnreadable: () => report('revocations_unreadable'),
    onFailure: (error) => report('revocations_unavailable', error),
  })
  const block = Math.max(10, Math.floor(staleAfter / 4))
  const follower = createFollower({ connection, log, reader, block, timeout })
  try {
    await inTime(follower.ready, startTimeout)
  } catch (error) {
    await follower[Symbol.asyncDispose]()
    throw error
  }
  void reportServer(commands, log.key, report)

  return {
    isLocal: true,
    async raise(subject, cutoff, expires) {
      memory.raise(subject, cutoff)
      follower.added(await log.add(commands, [{ subject, cutoff, expires }]))
      if (serverReplicas === 0) return
      const reached = await log.waitForReplicas(commands, serverReplicas, timeout / 4)
      if (!(reached >= serverReplicas)) throw new Error(tooFew)
    },
    latest(token: RevokedSubject & { iat?: number }) {
      const cutoff = memory.latest(token)
      // What is known to be revoked stays so, however long nothing was heard.
      const isRevoked = cutoff !== undefined && token.iat !== undefined && token.iat <= cutoff
      if (!isRevoked && follower.age() > staleAfter) throw new Error(outOfTouch)
      return cutoff
    },
    onRaise(listener) {
      tellRaised = listener
    },
    [Symbol.asyncDispose]: () => follower[Symbol.asyncDispose](),
  }
}

const tooFew = 'Redis has the revocation, but too few of its replicas do.'
const outOfTouch = 'Redis has not been heard of for too long to know what is revoked.'
