import type { ManagedIdentityApplication } from '@azure/msal-node'
import { ConfigurationError, type TokenSource } from '@caefetch/core'
import { isCapable } from '@caefetch/core/msal'
import { acquire } from './acquire.ts'
import { capabilitiesOf } from './msal-config.ts'
import { namedShare } from './share-as.ts'

/**
 * The tokens of a managed identity.
 *
 * @see [Managed identities](https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/overview)
 */
export function managedIdentity(app: ManagedIdentityApplication, shareAs?: string): TokenSource {
  const clientCapabilities = capabilitiesOf(app)
  return {
    clientCapabilities,
    ...namedShare(shareAs, 'managed identity', isCapable(clientCapabilities) ? 'cp1' : ''),
    async getToken(request) {
      const [resource, ...others] = request.scopes
      if (resource === undefined || others.length > 0) {
        throw new ConfigurationError(
          'A managed identity gets tokens for one resource: give a single scope such as "https://graph.microsoft.com/.default".',
        )
      }
      const forceRefresh = request.forceRefresh === true
      return acquire(request, (claims) => app.acquireToken({ resource, forceRefresh, ...claims }))
    },
  }
}
