import type {
  ConfidentialClientApplication,
  ManagedIdentityApplication,
  PublicClientApplication,
} from '@azure/msal-node'
import { type CaeFetchOptions, ConfigurationError, type TokenSource } from '@caefetch/core'
import { coreOptionsFor } from './core-options.ts'
import {
  checkAccount,
  checkInteraction,
  checkShareAs,
  type NodeOptions,
  refuseOption,
} from './options.ts'
import { confidentialClient } from './sources/confidential-client.ts'
import { managedIdentity } from './sources/managed-identity.ts'
import { publicClient } from './sources/public-client.ts'
import { type TokenCredential, tokenCredential } from './sources/token-credential.ts'

/** What tokens can come from. */
export type TokenProvider =
  | ConfidentialClientApplication
  | PublicClientApplication
  | ManagedIdentityApplication
  | TokenCredential

/**
 * What core's functions take.
 *
 * @throws {@link ConfigurationError} for options that cannot work.
 */
export function connect(app: TokenProvider, options: NodeOptions): [TokenSource, CaeFetchOptions] {
  const { account, interaction, shareAs, ...coreOptions } = options
  return [sourceOf(app, { account, interaction, shareAs }), coreOptionsFor(app, coreOptions)]
}

interface SourceOptions {
  account: NodeOptions['account']
  interaction: NodeOptions['interaction']
  shareAs: NodeOptions['shareAs']
}

function sourceOf(app: TokenProvider, options: SourceOptions): TokenSource {
  const { account, interaction, shareAs } = options
  if (has(app, 'acquireTokenByDeviceCode') || has(app, 'acquireTokenByClientCredential')) {
    const reason =
      'is for a managed identity or a credential; an application names its client itself'
    refuseOption('shareAs', shareAs, reason)
  }
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
  checkShareAs(shareAs)
  if (has(app, 'acquireToken')) return managedIdentity(app, shareAs)
  if (has(app, 'getToken')) return tokenCredential(app, shareAs)
  throw new ConfigurationError(
    'The first argument must be an application of @azure/msal-node, or a credential with a getToken function.',
  )
}

/** Applications are told apart by their methods: several copies of MSAL may be installed. */
const has = <Method extends string>(
  app: TokenProvider,
  method: Method,
): app is Extract<TokenProvider, Record<Method, unknown>> =>
  typeof Object(app)[method] === 'function'
