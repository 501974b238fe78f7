import type { Configuration, ManagedIdentityConfiguration } from '@azure/msal-node'

/**
 * Declares the client capability `cp1` in an MSAL configuration: this client can answer claims challenges.
 *
 * Returns a copy; capabilities that are declared already are kept.
 *
 * @see [Client capabilities](https://learn.microsoft.com/entra/identity-platform/claims-challenge#client-capabilities)
 */
export function withCae<C extends Configuration>(configuration: C): C
export function withCae(configuration: ManagedIdentityConfiguration): ManagedIdentityConfiguration
export function withCae(
  configuration: Configuration | ManagedIdentityConfiguration,
): Configuration | ManagedIdentityConfiguration {
  if ('auth' in configuration) {
    return { ...configuration, auth: declare(configuration.auth) }
  }
  return declare(configuration)
}

function declare<T extends { clientCapabilities?: string[] }>(options: T): T {
  const { clientCapabilities = [] } = options
  if (clientCapabilities.some((name) => /^cp1$/i.test(name))) return options
  return { ...options, clientCapabilities: [...clientCapabilities, 'cp1'] }
}
