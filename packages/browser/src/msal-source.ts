import type { IPublicClientApplication } from '@azure/msal-browser'
import type { TokenSource } from '@caefetch/core'
import { createAccounts } from './account/accounts.ts'
import { lazyAskUser } from './interaction/lazy-ask-user.ts'
import { watchOwnPopups } from './interaction/own-popups.ts'
import type { WaitingCall } from './interaction/pending.ts'
import { watchUserActs } from './interaction/user-acts.ts'
import type { BrowserSettings } from './read-options.ts'
import { createSilentTokens } from './tokens/silent-tokens.ts'

/** The tokens of all accounts of an MSAL: silently while that works, then, if allowed, from the user. */
export function msalSource(
  msal: IPublicClientApplication,
  settings: BrowserSettings,
  waiting: Iterable<WaitingCall>,
): TokenSource {
  const accounts = createAccounts(msal, settings.account)
  const tokens = createSilentTokens(msal, accounts)
  const user = { ownPopups: watchOwnPopups(msal), actedAt: watchUserActs() }
  const { load, askUser } = lazyAskUser({ msal, settings, accounts, tokens, waiting, ...user })
  return {
    clientCapabilities: msal.getConfiguration().auth.clientCapabilities,
    interaction: settings.interaction,
    accountId: accounts.accountId,
    onAccountsChange: accounts.onAccountsChange,
    getToken(request) {
      if (request.claims && request.interaction !== 'none') load()
      return tokens.getToken(request)
    },
    askUser,
  }
}
