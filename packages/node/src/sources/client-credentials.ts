import type { AuthenticationResult, ConfidentialClientApplication } from '@azure/msal-node'
import type { TokenSource } from '@caefetch/core'
import { acquire, capabilitiesOf } from './msal.ts'

/**
 * The tokens of a daemon, by the client credentials grant.
 *
 * @see [Client credentials](https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow)
 */
export function clientCredentials(app: ConfidentialClientApplication): TokenSource {
  return {
    clientCapabilities: capabilitiesOf(app),
    getToken: (request) =>
      acquire(request, async (claims) => {
        const scopes = [...request.scopes]
        const skipCache = request.forceRefresh === true
        const result = await app.acquireTokenByClientCredential({ scopes, skipCache, ...claims })
        // A token that is due for renewal has been renewed by now, but it is the old one that MSAL returns.
        return isDue(result) ? app.acquireTokenByClientCredential({ scopes }) : result
      }),
  }
}

const isDue = (result: AuthenticationResult | null): boolean =>
  result?.fromCache === true && result.refreshOn !== undefined && result.refreshOn <= new Date()
