import type { IPublicClientApplication } from '@azure/msal-browser'
import type { TokenSource } from '@caefetch/core'
import { createAccounts } from './account/accounts.ts'
import { watchOwnPopups } from './interaction/own-popups.ts'
import type { WaitingCall } from './interaction/pending.ts'
import { watchUserActs } from './interaction/user-acts.ts'
import { lazyChallenges } from './lazy-challenges.ts'
import type { BrowserSettings } from './read-options.ts'
import { createAcquire } from './tokens/acquire.ts'

/** The tokens of all accounts of an MSAL: silently while that works, then, if allowed, from the user. */
export function msalSource(
  msal: IPublicClientApplication,
  settings: BrowserSettings,
  waiting: Iterable<WaitingCall>,
): TokenSource {
  const accounts = createAccounts(msal, settings.account)
  const acquire = createAcquire(msal, accounts)
  const challenges = lazyChallenges({
    msal,
    settings,
    accounts,
    acquire,
    ownPopups: watchOwnPopups(msal),
    actedAt: watchUserActs(),
    waiting,
  })
  return {
    clientCapabilities: msal.getConfiguration().auth.clientCapabilities,
    interaction: settings.interaction,
    accountId: accounts.accountId,
    onAccountsChange: accounts.onAccountsChange,
    getToken(request) {
      const { claims, forceRefresh = false } = request
      return claims ? challenges.getToken(request) : acquire(request, { forceRefresh })
    },
    askUser: challenges.askUser,
  }
}
