import type {
  AccountInfo,
  ConfidentialClientApplication,
  PublicClientApplication,
} from '@azure/msal-node'
import {
  type AccessToken,
  ConfigurationError,
  InteractionRequiredError,
  type TokenRequest,
  type TokenSource,
  toCaeError,
} from '@caefetch/core'
import type { Interaction, InteractionRequest } from '../interaction.ts'
import { acquire, capabilitiesOf, claimsMember, toAccessToken } from './msal.ts'

export interface UserAccountOptions {
  account?: AccountInfo | (() => AccountInfo | undefined) | undefined
  /** Asks the user; left out where nobody can be asked. */
  interact?: ((request: InteractionRequest) => ReturnType<Interaction>) | undefined
}

/** The tokens of a signed-in user: silently while that works, then, if allowed, from the user. */
export function userAccount(
  app: PublicClientApplication | ConfidentialClientApplication,
  { account, interact }: UserAccountOptions,
): TokenSource {
  const chosen = typeof account === 'function' ? account : () => account

  function silently(request: TokenRequest, user: AccountInfo | undefined): Promise<AccessToken> {
    if (!user) throw new InteractionRequiredError(nobody)
    return acquire(request, (claims) =>
      app.acquireTokenSilent({
        scopes: [...request.scopes],
        account: user,
        forceRefresh: request.forceRefresh === true,
        ...claims,
      }),
    )
  }

  return {
    clientCapabilities: capabilitiesOf(app),
    accountId: () => chosen()?.homeAccountId,
    async getToken(request) {
      const user = chosen() ?? (await onlyAccount(app))
      try {
        return await silently(request, user)
      } catch (error) {
        const failure = toCaeError(error, request)
        const mayAsk = interact && request.interaction !== 'none'
        if (!mayAsk || !(failure instanceof InteractionRequiredError)) throw error
        const { scopes, signal } = request
        const asked = await interact({
          scopes: [...scopes],
          ...claimsMember(failure.claims),
          ...(user && { account: user }),
          ...(signal && { signal }),
        })
        return toAccessToken(asked)
      }
    },
  }
}

const nobody =
  'No user is signed in. Sign in first, or set `interaction` so that the user can be asked.'

async function onlyAccount(
  app: PublicClientApplication | ConfidentialClientApplication,
): Promise<AccountInfo | undefined> {
  const [first, ...others] = await app.getTokenCache().getAllAccounts()
  if (others.length === 0) return first
  throw new ConfigurationError(
    `Set \`account\`: ${others.length + 1} users are signed in, and caefetch does not guess which is meant.`,
  )
}
