import type {
  AccountInfo,
  ConfidentialClientApplication,
  ManagedIdentityApplication,
  PublicClientApplication,
} from '@azure/msal-node'
import {
  type CaeEvent,
  type CaeFetch,
  type CaeFetchOptions,
  ConfigurationError,
  createCaeFetch as createCoreFetch,
  type TokenSource,
} from '@caefetch/core'
import type { Interaction, InteractionRequest } from './interaction.ts'
import { clientCredentials } from './sources/client-credentials.ts'
import { managedIdentity } from './sources/managed-identity.ts'
import { type TokenCredential, tokenCredential } from './sources/token-credential.ts'
import { userAccount } from './sources/user-account.ts'
import { warnWithoutListener } from './warn.ts'

/** What tokens can come from. */
export type TokenProvider =
  | ConfidentialClientApplication
  | PublicClientApplication
  | ManagedIdentityApplication
  | TokenCredential

/** Options of {@link createCaeFetch}. */
export interface NodeOptions extends CaeFetchOptions {
  /**
   * The user that tokens are for; a function is asked at each call, and when its answer changes, the
   * held token is dropped. Default for a PublicClientApplication: the only user that is signed in. A
   * ConfidentialClientApplication with an account gets tokens of that user, without one its own.
   */
  account?: AccountInfo | (() => AccountInfo | undefined)
  /** How a PublicClientApplication asks the user: `deviceCode(…)`, `systemBrowser(…)`, your own function. Default: not at all. */
  interaction?: Interaction
}

/**
 * Creates a `fetch` for daemons, APIs and command line tools that attaches tokens and answers claims
 * challenges, for the resources that `options.resources` names.
 *
 * A ConfidentialClientApplication gets its own tokens (client credentials); a PublicClientApplication
 * those of its user; a ManagedIdentityApplication and any `TokenCredential` of `@azure/identity` theirs.
 *
 * @throws {@link ConfigurationError} for options that cannot work.
 * @see [Continuous access evaluation](https://learn.microsoft.com/entra/identity-platform/app-resilience-continuous-access-evaluation)
 */
export function createCaeFetch(app: TokenProvider, options: NodeOptions = {}): CaeFetch {
  const { account, interaction, ...rest } = options
  const coreOptions = warnWithoutListener(rest)
  return createCoreFetch(sourceOf(app, options, coreOptions.onEvent), coreOptions)
}

function sourceOf(
  app: TokenProvider,
  { account, interaction }: NodeOptions,
  emit: (event: CaeEvent) => void,
): TokenSource {
  if (has(app, 'acquireTokenByDeviceCode')) {
    const ask = interaction && announce(interaction, emit)
    return userAccount(app, { account, interact: ask && ((request) => ask(app, request)) })
  }
  if (has(app, 'acquireTokenByClientCredential')) {
    return account ? userAccount(app, { account }) : clientCredentials(app)
  }
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

/** Tells of the interaction in events. */
function announce(interaction: Interaction, emit: (event: CaeEvent) => void): Interaction {
  const tell = (state: 'started' | 'succeeded' | 'failed') => {
    // A listener that throws must not cost the user the sign-in.
    try {
      emit({ type: 'interaction', kind: interaction.kind ?? 'custom', state })
    } catch {}
  }
  return async (app: PublicClientApplication, request: InteractionRequest) => {
    tell('started')
    try {
      const result = await interaction(app, request)
      tell('succeeded')
      return result
    } catch (error) {
      tell('failed')
      throw error
    }
  }
}
