import { createHash, randomUUID } from 'node:crypto'
import type { EventId, ReplayStore } from '@caefetch/resource'
import { createCommands } from '../client/commands.ts'
import { connectionOf } from '../client/connection.ts'
import { runScript } from '../client/script.ts'
import { type RedisOptions, readMilliseconds, readPrefix } from '../options.ts'
import { claim, release } from './scripts.ts'

/** Options of {@link redisReplays}. */
export interface RedisReplaysOptions extends RedisOptions {
  /** How long an answer of Redis is waited for, in milliseconds. Default: 500. */
  timeout?: number | undefined
}

/**
 * Creates the memory for `createEventReceiver({ replays })` that all replicas of an API share: a security
 * event that reaches several of them is handled once. One whose handling failed, or whose replica died,
 * is handled when it comes again. While Redis is down every replica handles what it is sent.
 *
 * @throws {@link ConfigurationError} for options that cannot work.
 */
export function redisReplays(options: RedisReplaysOptions): ReplayStore {
  const prefix = readPrefix(options.prefix)
  const timeout = readMilliseconds('timeout', options.timeout, 500)
  const commands = createCommands(connectionOf(options.client), timeout)
  const claimant = randomUUID()

  const keyOf = ({ issuer, jti }: EventId): string => {
    const hash = createHash('sha256')
      .update(JSON.stringify([issuer, jti]))
      .digest('base64url')
    return `{${prefix}:event:${hash}}`
  }

  return {
    async claim(event, lease) {
      const reply = await runScript(commands, claim, [keyOf(event)], claimant, `${lease}`)
      if (reply === 'claimed' || reply === 'pending' || reply === 'handled') return reply
      throw new Error('Redis answers something else.')
    },
    async confirm(event, expires) {
      const key = keyOf(event)
      await commands.send(key, ['SET', key, 'handled', 'PXAT', `${Math.ceil(expires * 1000)}`])
    },
    async release(event) {
      await runScript(commands, release, [keyOf(event)], claimant)
    },
  }
}
