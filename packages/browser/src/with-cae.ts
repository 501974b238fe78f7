import type { Configuration } from '@azure/msal-browser'

/**
 * Declares the client capability `cp1` in an MSAL configuration: this client can answer claims challenges.
 *
 * Returns a copy; capabilities that are declared already are kept.
 *
 * @see [Client capabilities](https://learn.microsoft.com/entra/identity-platform/claims-challenge#client-capabilities)
 */
export function withCae<C extends Configuration>(configuration: C): C {
  const { clientCapabilities = [] } = configuration.auth
  if (clientCapabilities.some((name) => /^cp1$/i.test(name))) return configuration
  const auth = { ...configuration.auth, clientCapabilities: [...clientCapabilities, 'cp1'] }
  return { ...configuration, auth }
}
