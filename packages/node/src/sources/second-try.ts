import type { ConfidentialClientApplication, PublicClientApplication } from '@azure/msal-node'
import type { TokenRequest } from '@caefetch/core'

/** How long MSAL holds a request back after a 5xx without `Retry-After`, in milliseconds. */
const usualThrottle = 60_000

/** Token requests that have failed once. */
const failed = new WeakSet<TokenRequest>()

/** Throttles of MSAL that are to stand. */
const standing = new WeakSet<object>()

/**
 * Lets the second try of a request go out, which core makes where the provider was in trouble: after a
 * 5xx MSAL answers the same request with the same error for a minute, and asks nobody; requests of all
 * users of an application are the same to it. What the provider says in `Retry-After` stays, and so
 * does the minute when the second try fails as well.
 */
export async function allowSecondTry<T>(
  app: ConfidentialClientApplication | PublicClientApplication,
  request: TokenRequest,
  run: () => Promise<T>,
): Promise<T> {
  const startedAt = Date.now()
  try {
    return await run()
  } catch (error) {
    const isLast = isTooMany(error) || failed.has(request)
    for (const [key, throttle] of throttlesOf(app, startedAt)) {
      if (standing.has(throttle)) continue
      if (isLast) standing.add(throttle)
      else {
        Reflect.deleteProperty(app.getTokenCache().getKVStore(), key)
        failed.add(request)
      }
    }
    throw error
  }
}

/** Whether the provider wants fewer requests. MSAL's errors of refresh tokens have no status. */
const isTooMany = (error: unknown): boolean => {
  const { status, errorNo } = Object(error)
  return status === 429 || String(errorNo) === tenantThrottling
}

/** AADSTS90055, TenantThrottlingError. */
const tenantThrottling = '90055'

/** Those for the usual time that have begun since then. */
function throttlesOf(
  app: ConfidentialClientApplication | PublicClientApplication,
  since: number,
): [key: string, throttle: object][] {
  const store: Record<string, unknown> = app.getTokenCache().getKVStore()
  return Object.keys(store).flatMap((key): [string, object][] => {
    if (!key.startsWith('throttling.')) return []
    const throttle: { throttleTime?: number } = Object(store[key])
    const { throttleTime = 0 } = throttle
    const begin = throttleTime - usualThrottle
    // MSAL rounds down.
    return begin >= since - 1 && begin <= Date.now() ? [[key, throttle]] : []
  })
}
