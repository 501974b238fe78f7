import type { ConfidentialClientApplication, PublicClientApplication } from '@azure/msal-node'
import type { TokenRequest } from '@caefetch/core'

/** How long MSAL holds a request back after a 5xx without `Retry-After`, in milliseconds. */
const usualThrottle = 60_000

/** Token requests that have failed once. */
const failed = new WeakSet<TokenRequest>()

/**
 * Lets the second try of a request go out, which core makes where the provider was in trouble: after a
 * 5xx MSAL answers the same request with the same error for a minute, and asks nobody. What the
 * provider says in `Retry-After` stays, and so does the minute when the second try fails as well.
 */
export async function allowSecondTry<T>(
  app: ConfidentialClientApplication | PublicClientApplication,
  request: TokenRequest,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (Object(error).status >= 500 && !failed.has(request)) {
      failed.add(request)
      liftThrottle(app)
    }
    throw error
  }
}

function liftThrottle(app: ConfidentialClientApplication | PublicClientApplication): void {
  const store: Record<string, unknown> = app.getTokenCache().getKVStore()
  const begin = Date.now() + usualThrottle - 1000
  for (const key of Object.keys(store)) {
    if (!key.startsWith('throttling.')) continue
    const { throttleTime = 0 }: { throttleTime?: number } = Object(store[key])
    if (throttleTime > begin && throttleTime <= begin + 1000) delete store[key]
  }
}
