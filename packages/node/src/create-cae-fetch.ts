import type {
  ConfidentialClientApplication,
  ManagedIdentityApplication,
  PublicClientApplication,
} from '@azure/msal-node'
import {
  ConfigurationError,
  createCaeFetch as createCoreFetch,
  type TokenSource,
} from '@caefetch/core'
import {
  checkAccount,
  checkInteraction,
  type NodeFetch,
  type NodeOptions,
  refuseOption,
} from './options.ts'
import { confidentialClient } from './sources/confidential-client.ts'
import { managedIdentity } from './sources/managed-identity.ts'
import { publicClient } from './sources/public-client.ts'
import { type TokenCredential, tokenCredential } from './sources/token-credential.ts'
import { warnWithoutListener } from './warn.ts'

/** What tokens can come from. */
export type TokenProvider =
  | ConfidentialClientApplication
  | PublicClientApplication
  | ManagedIdentityApplication
  | TokenCredential

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
  const { account, interaction, ...coreOptions } = options
  return createCoreFetch(sourceOf(app, { account, interaction }), warnWithoutListener(coreOptions))
}

interface UserOptions {
  account: NodeOptions['account']
  interaction: NodeOptions['interaction']
}

function sourceOf(app: TokenProvider, { account, interaction }: UserOptions): TokenSource {
  if (has(app, 'acquireTokenByDeviceCode')) {
    checkAccount(account)
    if (interaction !== undefined) checkInteraction('interaction', interaction)
    return publicClient(app, { account, interaction })
  }
  refuseOption(
    'interaction',
    interaction,
    'is for a PublicClientApplication, which has a user to ask',
  )
  if (has(app, 'acquireTokenByClientCredential')) {
    checkAccount(account)
    return confidentialClient(app, account)
  }
  refuseOption('account', account, 'is for an application of MSAL that has users')
  if (has(app, 'acquireToken')) return managedIdentity(app)
  if (has(app, 'getToken')) return tokenCredential(app)
  throw new ConfigurationError(
    'createCaeFetch needs an application of @azure/msal-node, or a credential with a getToken function.',
  )
}

/** Applications are told apart by their methods: several copies of MSAL may be installed. */
const has = <Method extends string>(
  app: TokenProvider,
  method: Method,
): app is Extract<TokenProvider, Record<Method, unknown>> =>
  typeof Object(app)[method] === 'function'
