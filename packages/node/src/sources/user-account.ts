import type {
  AccountInfo,
  ConfidentialClientApplication,
  PublicClientApplication,
} from '@azure/msal-node'
import {
  type AccessToken,
  type ClaimsRequest,
  ConfigurationError,
  InteractionRequiredError,
  ReauthenticationError,
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

  async function userOf({ accountId }: TokenRequest): Promise<AccountInfo | undefined> {
    // Where the application chooses, nobody else is meant when it chooses nobody.
    const user = account ? chosen() : await onlyAccount(app)
    if (accountId !== undefined && accountId !== user?.homeAccountId) {
      throw new ReauthenticationError(switched)
    }
    return user
  }

  async function silently(
    request: TokenRequest,
    user: AccountInfo | undefined,
  ): Promise<AccessToken> {
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

  // A person answers one question at a time.
  let asking: Promise<AccessToken> | undefined

  const source: TokenSource = {
    clientCapabilities: capabilitiesOf(app),
    accountId: () => chosen()?.homeAccountId,
    async getToken(request) {
      const user = await userOf(request)
      try {
        return await silently(request, user)
      } catch (error) {
        const failure = toCaeError(error, request)
        const mayAsk = interact && request.interaction !== 'none'
        if (!mayAsk || !(failure instanceof InteractionRequiredError)) throw error
        if (asking !== undefined) {
          // What is answered for another resource may do for this one: look again.
          await asking.catch(() => {})
          return source.getToken(request)
        }
        asking = ask(interact, request, user, failure.claims).finally(() => {
          asking = undefined
        })
        return asking
      }
    },
  }
  return source
}

async function ask(
  interact: (request: InteractionRequest) => ReturnType<Interaction>,
  { scopes, signal }: TokenRequest,
  user: AccountInfo | undefined,
  claims: ClaimsRequest | undefined,
): Promise<AccessToken> {
  signal?.throwIfAborted()
  const result = await interact({
    scopes: [...scopes],
    ...claimsMember(claims),
    ...(user && { account: user }),
    ...(signal && { signal }),
  })
  const token = toAccessToken(result)
  if (user && token.accountId !== user.homeAccountId) throw new InteractionRequiredError(other)
  return token
}

const nobody =
  'No user is signed in. Sign in first, or set `interaction` so that the user can be asked.'
const switched = 'The user was switched while the call was under way: repeat it for the new one.'
const other = 'Another user has signed in than the one whose token was needed.'

async function onlyAccount(
  app: PublicClientApplication | ConfidentialClientApplication,
): Promise<AccountInfo | undefined> {
  const [first, ...others] = await app.getTokenCache().getAllAccounts()
  if (others.length === 0) return first
  throw new ConfigurationError(
    `Set \`account\`: ${others.length + 1} users are signed in, and caefetch does not guess which is meant.`,
  )
}
