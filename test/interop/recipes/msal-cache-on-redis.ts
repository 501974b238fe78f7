import {
  ConfidentialClientApplication,
  type Configuration,
  DistributedCachePlugin,
} from '@azure/msal-node'
import { withCae } from '@caefetch/node'
import type { RedisClientType } from 'redis'

/** How long a refresh token lives that is not used, in seconds. */
const ninetyDays = 90 * 86_400

/**
 * The MSAL application of one signed-in user; his refresh token is in Redis, where every replica finds it.
 *
 * @param sessionId Random, and kept in the user's cookie: who has it has his tokens.
 */
export function applicationOf(
  configuration: Configuration,
  redis: Pick<RedisClientType, 'get' | 'set'>,
  sessionId: string,
): ConfidentialClientApplication {
  const key = `msal:${sessionId}`
  const client = {
    get: async () => (await redis.get(key)) ?? '',
    async set(_key: string, cache: string) {
      await redis.set(key, cache, { expiration: { type: 'EX', value: ninetyDays } })
      return cache
    },
  }
  const partition = { getKey: async () => key, extractKey: async () => key }
  const cachePlugin = new DistributedCachePlugin(client, partition)
  return new ConfidentialClientApplication(withCae({ ...configuration, cache: { cachePlugin } }))
}
