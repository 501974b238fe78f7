import { setTimeout } from 'node:timers/promises'
import type { ICachePlugin } from '@azure/msal-node'

/** What a file or a distributed cache does for MSAL: it takes its time. */
export function createStoredCache(): ICachePlugin {
  let stored = '{}'
  return {
    async beforeCacheAccess({ tokenCache }) {
      await setTimeout(2)
      tokenCache.deserialize(stored)
    },
    async afterCacheAccess({ tokenCache, cacheHasChanged }) {
      if (cacheHasChanged) stored = tokenCache.serialize()
    },
  }
}
