import type { ConfidentialClientApplication } from '@azure/msal-node'
import type { TokenSource } from '@caefetch/core'
import { acquire } from './acquire.ts'
import { capabilitiesOf } from './msal-config.ts'
import { allowSecondTry } from './second-try.ts'
import { shareAs } from './share-as.ts'

/**
 * The tokens of a daemon, by the client credentials grant.
 *
 * @see [Client credentials](https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow)
 */
export function clientCredentials(app: ConfidentialClientApplication): TokenSource {
  return {
    clientCapabilities: capabilitiesOf(app),
    shareAs: () => shareAs(app, 'client credentials'),
    getToken: (request) =>
      acquire(request, (claims) =>
        allowSecondTry(app, request, () =>
          app.acquireTokenByClientCredential({
            scopes: [...request.scopes],
            skipCache: request.forceRefresh === true,
            ...claims,
          }),
        ),
      ),
  }
}
