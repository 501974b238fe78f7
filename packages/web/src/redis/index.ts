import { ConfigurationError } from '@caefetch/core'
import type { SessionStore } from '../sessions/store.ts'

/** A connected client: `createClient()` or `createCluster()` of redis, or one of ioredis or iovalkey. */
export interface RedisClient {
  /** Of node-redis. */
  sendCommand?: unknown
  /** Of ioredis. */
  call?: unknown
  /** Of a cluster of node-redis. */
  nodeClient?: unknown
}

/** Options of {@link redisSessions}. */
export interface RedisSessionsOptions {
  /** A connected client; it stays yours, and nothing here closes it. */
  client: RedisClient
  /** What all keys begin with. Default: `caefetch:web`. */
  prefix?: string
  /** How long an answer of Redis is waited for, in milliseconds. Default: 1,000. */
  timeout?: number
}

const raise = `local old = tonumber(redis.call('GET', KEYS[1]) or '0')
if tonumber(ARGV[1]) > old then redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) end`

/**
 * Keeps sessions in Redis 6.2 or later, or Valkey, for `createWeb({ sessions: { store } })`: all replicas
 * know who is signed in, and who is not any more. What lies there is sealed with the secrets of the
 * application, and leaves by itself.
 *
 * @throws {@link ConfigurationError} for what is no client.
 */
export function redisSessions(options: RedisSessionsOptions): SessionStore {
  const { client, prefix = 'caefetch:web', timeout = 1000 } = options
  const send = senderOf(client)
  const nameOf = (key: string): string => `${prefix}:${key}`
  const ask = (...command: [string, string, ...(string | number)[]]): Promise<unknown> =>
    inTime(send(command[1], command.map(String)), timeout)
  const textOf = (answer: unknown): string | undefined =>
    answer === null || answer === undefined ? undefined : String(answer)

  return {
    async get(key, lifetime) {
      const name = nameOf(key)
      return textOf(
        lifetime === undefined ? await ask('GET', name) : await ask('GETEX', name, 'PX', lifetime),
      )
    },
    async set(key, value, lifetime, isUpdate = false) {
      await ask('SET', nameOf(key), value, 'PX', lifetime, ...(isUpdate ? ['XX'] : []))
    },
    take: async (key) => textOf(await ask('GETDEL', nameOf(key))),
    async raise(key, value, lifetime) {
      const name = nameOf(key)
      await inTime(send(name, ['EVAL', raise, '1', name, String(value), String(lifetime)]), timeout)
    },
  }
}

type Send = (key: string, command: readonly string[]) => Promise<unknown>

function senderOf(client: RedisClient): Send {
  const { call, sendCommand, nodeClient } = Object(client)
  // Clients of ioredis have a sendCommand as well, which takes something else.
  if (typeof call === 'function') return async (_key, command) => call.apply(client, [...command])
  if (typeof sendCommand === 'function') {
    return typeof nodeClient === 'function'
      ? async (key, command) => sendCommand.call(client, key, false, [...command])
      : async (_key, command) => sendCommand.call(client, [...command])
  }
  throw new ConfigurationError(
    'client must be a connected client of the npm package redis, or of ioredis.',
  )
}

/** Clients have no time of their own for a server that hangs. */
async function inTime(answer: Promise<unknown>, milliseconds: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('Redis does not answer.')), milliseconds)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
