import type { Configuration } from '@azure/msal-browser'
import { declareCp1 } from '@caefetch/core/msal'

/**
 * Declares the client capability `cp1` in an MSAL configuration: this client can answer claims challenges.
 *
 * Returns a copy; capabilities that are declared already are kept.
 *
 * @see [Client capabilities](https://learn.microsoft.com/entra/identity-platform/claims-challenge#client-capabilities)
 */
export function withCae<C extends Configuration>(configuration: C): C {
  return { ...configuration, auth: declareCp1(configuration.auth) }
}
