import type { ConfidentialClientApplication } from '@azure/msal-node'
import type { TokenSource } from '@caefetch/core'
import type { Callers } from '../callers.ts'
import { acquire } from './acquire.ts'
import { capabilitiesOf } from './msal-config.ts'
import { allowSecondTry } from './second-try.ts'
import { shareAs } from './share-as.ts'

/**
 * The tokens a middle-tier API gets for the users whose access tokens it was called with: each call
 * names its caller as its account.
 *
 * @see [On-behalf-of](https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow)
 */
export function onBehalfOf(
  app: ConfidentialClientApplication,
  { callerOf, onForget }: Callers,
): TokenSource {
  return {
    clientCapabilities: capabilitiesOf(app),
    // The account is a hash of the assertion.
    shareAs: () => shareAs(app, 'on behalf of'),
    accountId: (cae) => callerOf(cae?.account).id,
    onAccountsChange: onForget,
    async getToken(request) {
      const { assertion } = callerOf(request.account)
      const { accountId: _user, ...token } = await acquire(request, (claims) =>
        allowSecondTry(app, request, () =>
          app.acquireTokenOnBehalfOf({
            oboAssertion: assertion,
            scopes: [...request.scopes],
            skipCache: request.forceRefresh === true,
            ...claims,
          }),
        ),
      )
      return token
    },
  }
}
