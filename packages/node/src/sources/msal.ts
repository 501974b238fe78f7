import type { AuthenticationResult } from '@azure/msal-node'
import {
  type AccessToken,
  type ClaimsRequest,
  ReauthenticationError,
  type TokenRequest,
} from '@caefetch/core'

/** How long before it expires MSAL takes a token for expired, in milliseconds. */
const msalExpirySkew = 300_000

/** What MSAL's `acquireToken…` methods resolve with, as the core wants it. */
export function toAccessToken(result: AuthenticationResult | null): AccessToken {
  if (!result?.accessToken)
    throw new ReauthenticationError('MSAL resolved without an access token.')
  const { accessToken, tokenType, expiresOn, refreshOn, account } = result
  const renewal = refreshOn?.getTime() ?? (expiresOn && expiresOn.getTime() - msalExpirySkew)
  return {
    token: accessToken,
    ...(tokenType && { tokenType }),
    ...(expiresOn && { expiresOn: expiresOn.getTime() }),
    ...(renewal && { refreshOn: renewal }),
    ...(account && { accountId: account.homeAccountId }),
  }
}

/** The members of an MSAL request that depend on the token request; MSAL wants claims as JSON text. */
export const claimsMember = (claims: ClaimsRequest | undefined): { claims?: string } =>
  claims ? { claims: JSON.stringify(claims) } : {}

type Ask = (claims: { claims?: string }) => Promise<AuthenticationResult | null>

/**
 * Acquires a token, with claims only after a look without them: another replica, or another fetch
 * over the same cache, may have replaced the rejected token already.
 */
export async function acquire(request: TokenRequest, ask: Ask): Promise<AccessToken> {
  const { claims, rejectedToken, forceRefresh } = request
  if (!claims) return toAccessToken(await askWithoutClaims(ask))
  if (rejectedToken !== undefined && !forceRefresh) {
    // Where the look fails, the claims request says why.
    const cached = await askWithoutClaims(ask).catch(() => undefined)
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

/** The capabilities an MSAL application was configured with; undefined where they cannot be seen. */
export function capabilitiesOf(app: object): readonly string[] | undefined {
  const config: { auth?: { clientCapabilities?: unknown }; clientCapabilities?: unknown } =
    Reflect.get(app, 'config') ?? {}
  const declared = config.auth?.clientCapabilities ?? config.clientCapabilities
  return Array.isArray(declared) ? declared : undefined
}
