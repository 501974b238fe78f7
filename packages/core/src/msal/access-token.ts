import { ReauthenticationError } from '../errors.ts'
import type { AccessToken } from '../fetch/token-source.ts'
import { accountIdOf, type MsalAccount } from './account.ts'

/** What is used of MSAL's AuthenticationResult. */
export interface MsalResult {
  /** The access token; empty where only an ID token was issued. */
  accessToken: string
  /** The auth-scheme to send it with. */
  tokenType?: string
  /** When it expires. */
  expiresOn: Date | null
  /** When to renew it. */
  refreshOn?: Date
  /** The account that it is for; null of an application. */
  account: MsalAccount | null
}

/** How long before it expires MSAL takes a token for expired, in milliseconds. */
const expirySkew = 300_000

/**
 * What MSAL's `acquireToken…` methods resolve with, as core wants it.
 *
 * @throws {@link ReauthenticationError} where there is no access token in it.
 */
export function toAccessToken(result: MsalResult | null): AccessToken {
  if (!result?.accessToken) {
    throw new ReauthenticationError('MSAL resolved without an access token: check the scopes.')
  }
  const { accessToken, tokenType, expiresOn, refreshOn, account } = result
  const expiry = expiresOn?.getTime()
  const renewal = refreshOn?.getTime() ?? (expiry && expiry - expirySkew)
  return {
    token: accessToken,
    ...(tokenType && { tokenType }),
    ...(expiry && { expiresOn: expiry }),
    ...(renewal && { refreshOn: renewal }),
    ...(account && { accountId: accountIdOf(account) }),
  }
}
