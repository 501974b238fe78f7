import { ReauthenticationError } from '../errors.ts'
import type { AccessToken } from '../fetch/token-source.ts'
import { accountIdOf, type MsalAccount } from './account.ts'

/** What is used of MSAL's AuthenticationResult. */
export interface MsalResult {
  accessToken: string
  tokenType?: string
  expiresOn: Date | null
  refreshOn?: Date
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
