import type { ConfidentialClientApplication } from '@azure/msal-node'
import type { TokenSource } from '@caefetch/core'
import { acquire } from './msal.ts'

/**
 * The tokens a middle-tier API gets for the user whose access token it was called with.
 *
 * @see [On-behalf-of](https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow)
 */
export function onBehalfOf(app: ConfidentialClientApplication, assertion: string): TokenSource {
  return {
    getToken: (request) =>
      acquire(request, (claims) =>
        app.acquireTokenOnBehalfOf({
          oboAssertion: assertion,
          scopes: [...request.scopes],
          skipCache: request.forceRefresh === true,
          ...claims,
        }),
      ),
  }
}
