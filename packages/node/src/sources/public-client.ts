import type { AccountInfo, PublicClientApplication } from '@azure/msal-node'
import {
  type AccessToken,
  InteractionRequiredError,
  type TokenRequest,
  type TokenSource,
} from '@caefetch/core'
import {
  authorityOf,
  claimsMember,
  onlyAccount,
  reportInteraction,
  toAccessToken,
} from '@caefetch/core/msal'
import { checkInteraction, type NodeOptions } from '../options.ts'
import { createAccountChoice, idOf, refuseSwitched } from './account-choice.ts'
import { authorityIn, capabilitiesOf } from './msal-config.ts'
import { allowSecondTry } from './second-try.ts'
import { shareAs } from './share-as.ts'
import { createSignedIn } from './signed-in.ts'
import { userToken } from './user-token.ts'

/** The tokens of a signed-in user: silently while that works, then, if allowed, from the user. */
export function publicClient(
  app: PublicClientApplication,
  { account, interaction }: { [Name in 'account' | 'interaction']: NodeOptions[Name] },
): TokenSource {
  const choose = createAccountChoice(account)
  const signedIn = createSignedIn(app)
  /** The latest token for calls that were made before it was known who is signed in. */
  let early: AccessToken | undefined

  async function accountOf(request: TokenRequest): Promise<AccountInfo | undefined> {
    // Where the application chooses, nobody else is meant when it chooses nobody.
    const isChosen = account !== undefined || request.account !== undefined
    const user = isChosen
      ? choose(request.account)
      : onlyAccount(await app.getTokenCache().getAllAccounts())
    const { accountId, rejectedToken } = request
    refuseSwitched(
      accountId ?? (rejectedToken === early?.token ? early?.accountId : undefined),
      user,
    )
    return user
  }

  function keep(request: TokenRequest, token: AccessToken): AccessToken {
    if (request.accountId === undefined) early = token
    return token
  }

  return {
    clientCapabilities: capabilitiesOf(app),
    shareAs: ({ accountId }) => (accountId === undefined ? undefined : shareAs(app, 'user')),
    interaction: interaction ?? 'none',
    onAccountsChange: signedIn.onChange,

    accountId(cae) {
      const accountIds = signedIn.accountIds()
      if (account !== undefined || cae?.account !== undefined) return idOf(choose(cae?.account))
      const [accountId] = accountIds
      return accountIds.size > 1 ? undefined : accountId
    },

    async getToken(request) {
      return keep(request, await userToken(app, await accountOf(request), request))
    },

    async askUser(question) {
      const ask = question.interaction
      checkInteraction('cae.interaction', ask)
      const user = await accountOf(question)
      const { scopes, signal } = question
      signal?.throwIfAborted()
      const token = await reportInteraction(question, ask.kind ?? 'custom', async () =>
        // Of a sign-in that fails there is no second try, and the user's next one is to go out.
        allowSecondTry(app, question, async () =>
          toAccessToken(
            await ask(app, {
              scopes: [...scopes],
              ...claimsMember(question.takeClaims()),
              ...(user && { account: user }),
              ...authorityOf(user, authorityIn(app)),
              ...(signal && { signal }),
            }),
          ),
        ),
      )
      if (user && token.accountId !== idOf(user)) throw new InteractionRequiredError(otherUser)
      return keep(question, token)
    },
  }
}

const otherUser = 'Another user has signed in than the one whose token was needed.'
