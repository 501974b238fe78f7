import type { Configuration } from '@azure/msal-browser'
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
export function withCae<C extends Configuration>(configuration: C): C {
  if (!configuration?.auth) {
    throw new ConfigurationError(
      'withCae needs the configuration of an MSAL application, with its `auth`.',
    )
  }
  return { ...configuration, auth: declareCp1(configuration.auth) }
}
