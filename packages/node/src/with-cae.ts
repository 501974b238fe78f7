import type { Configuration, ManagedIdentityConfiguration } from '@azure/msal-node'
import { ConfigurationError } from '@caefetch/core'
import { declareCp1 } from '@caefetch/core/msal'

/**
 * Declares the client capability `cp1` in an MSAL configuration: this client can answer claims challenges.
 *
 * Returns a copy; capabilities that are declared already are kept.
 *
 * @throws {@link ConfigurationError} for what is no configuration.
 * @see [Client capabilities](https://learn.microsoft.com/entra/identity-platform/claims-challenge#client-capabilities)
 */
export function withCae<C extends Configuration>(configuration: C): C
export function withCae(configuration: ManagedIdentityConfiguration): ManagedIdentityConfiguration
export function withCae(
  configuration: Configuration | ManagedIdentityConfiguration,
): Configuration | ManagedIdentityConfiguration {
  if (typeof configuration !== 'object' || configuration === null) {
    throw new ConfigurationError(
      `withCae needs the configuration of an MSAL application. Got ${typeof configuration}.`,
    )
  }
  return 'auth' in configuration
    ? { ...configuration, auth: declareCp1(configuration.auth) }
    : declareCp1(configuration)
}
