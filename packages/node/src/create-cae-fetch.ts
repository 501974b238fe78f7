import { createCaeFetch as createCoreFetch } from '@caefetch/core'
import { connect, type TokenProvider } from './connect.ts'
import type { NodeFetch, NodeOptions } from './options.ts'

/**
 * Creates a `fetch` for daemons, APIs, web apps and command line tools that attaches tokens and answers
 * claims challenges, for the resources that `options.resources` names.
 *
 * A ConfidentialClientApplication gets its own tokens (client credentials), and for calls with an account
 * those of that user; a PublicClientApplication those of its user; a ManagedIdentityApplication and any
 * `TokenCredential` of `@azure/identity` theirs.
 *
 * @throws {@link ConfigurationError} for options that cannot work.
 * @example
 * const caeFetch = createCaeFetch(new ConfidentialClientApplication(withCae({ auth })))
 * await caeFetch('https://graph.microsoft.com/v1.0/users')
 * @see [Continuous access evaluation](https://learn.microsoft.com/entra/identity-platform/app-resilience-continuous-access-evaluation)
 */
export function createCaeFetch(app: TokenProvider, options: NodeOptions = {}): NodeFetch {
  return createCoreFetch(...connect(app, options))
}
