import type { AuthenticationResult } from '@azure/msal-node'
import type { AccessToken, TokenRequest } from '@caefetch/core'
import { claimsMember, toAccessToken } from '@caefetch/core/msal'

/** Asks MSAL for a token; claims are the only member of its request that changes. */
type Ask = (claims: { claims?: string }) => Promise<AuthenticationResult | null>

/**
 * Acquires a token, with claims only after a look without them: another replica, or another fetch
 * over the same cache, may have replaced the rejected token already.
 */
export async function acquire(request: TokenRequest, ask: Ask): Promise<AccessToken> {
  const { claims, rejectedToken, forceRefresh, signal } = request
  if (!claims) return toAccessToken(await askWithoutClaims(ask))
  if (rejectedToken !== undefined && !forceRefresh) {
    // Where the look fails, the claims request says why.
    const cached = await askWithoutClaims(ask).catch(() => undefined)
    signal?.throwIfAborted()
    if (cached?.accessToken && cached.accessToken !== rejectedToken) {
      return { ...toAccessToken(cached), fromCache: true }
    }
  }
  return toAccessToken(await ask(claimsMember(claims)))
}

/**
 * A token that is due for renewal has been renewed when MSAL returns it, but it returns the old one:
 * the new one is there for who asks again. Where the renewal failed, the old one is still good.
 */
async function askWithoutClaims(ask: Ask): Promise<AuthenticationResult | null> {
  const result = await ask({})
  return isDue(result) ? ask({}).catch(() => result) : result
}

const isDue = (result: AuthenticationResult | null): boolean =>
  result?.fromCache === true && result.refreshOn !== undefined && result.refreshOn <= new Date()
