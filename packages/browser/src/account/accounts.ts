import type { AccountInfo, EventType, IPublicClientApplication } from '@azure/msal-browser'
import { InteractionRequiredError, type TokenRequest, type TokenSource } from '@caefetch/core'
import { accountIdOf, onlyAccount } from '@caefetch/core/msal'
import type { BrowserSettings } from '../read-options.ts'
import { readAccount } from '../read-options.ts'

/** Knows for whom a call is, and when somebody signs out. */
export interface Accounts extends Required<Pick<TokenSource, 'accountId' | 'onAccountsChange'>> {
  /**
   * The account that a request was made for; where nobody was signed in then, whoever is now.
   *
   * @throws {@link InteractionRequiredError} where it has signed out since.
   */
  accountOf(request: Pick<TokenRequest, 'account' | 'accountId'>): AccountInfo | undefined
  /** Whether the application chooses the account: then MSAL's own choice is nobody's. */
  areChosen: boolean
}

/** After these the active account may be another. */
const changes: EventType[] = [
  'msal:activeAccountChanged',
  'msal:loginSuccess',
  'msal:logoutSuccess',
  'msal:logoutEnd',
  'msal:handleRedirectEnd',
]

/**
 * Watches who is signed in: the active account by MSAL's events, so that a call reads no storage. No event
 * tells that an account which is not active has been removed, so for others MSAL is asked at each call.
 */
export function createAccounts(
  msal: IPublicClientApplication,
  choose: BrowserSettings['account'],
): Accounts {
  let activeId: string | undefined
  let presentIds = new Set<string>()
  let tell: Parameters<Accounts['onAccountsChange']>[0] = () => {}

  /** Reads MSAL's accounts, and tells the listener where there are others than before. */
  function readAccounts(): AccountInfo[] {
    const accounts = msal.getAllAccounts()
    const ids = new Set(accounts.map(accountIdOf))
    const hasLost = [...presentIds].some((id) => !ids.has(id))
    presentIds = ids
    if (hasLost) tell((id) => ids.has(id))
    return accounts
  }

  msal.addEventCallback(() => {
    activeId = undefined
    readAccounts()
  }, changes)

  const chosen = (): AccountInfo | undefined => {
    const account = choose?.()
    return account ? readAccount('account()', account) : undefined
  }
  const idOf = (account: AccountInfo | undefined) => account && accountIdOf(account)

  function signedIn(): AccountInfo | undefined {
    const active = msal.getActiveAccount()
    const [account, ...others] = msal.getAllAccounts()
    return active ?? (others.length === 0 ? account : undefined)
  }

  return {
    areChosen: choose !== undefined,
    onAccountsChange(listener) {
      tell = listener
    },

    accountId(cae) {
      if (cae?.account !== undefined || choose) {
        const account =
          cae?.account === undefined ? chosen() : readAccount('cae.account', cae.account)
        readAccounts()
        return idOf(account)
      }
      if (activeId !== undefined) return activeId
      const active = msal.getActiveAccount()
      if (!active) return idOf(onlyAccount(readAccounts()))
      activeId = accountIdOf(active)
      presentIds.add(activeId)
      return activeId
    },

    accountOf({ account, accountId }) {
      if (accountId === undefined) return choose ? undefined : signedIn()
      const named = account === undefined ? chosen() : readAccount('cae.account', account)
      const accounts = [named, msal.getActiveAccount(), ...msal.getAllAccounts()]
      const match = accounts.find((each) => each && accountIdOf(each) === accountId)
      if (match) return match
      throw new InteractionRequiredError('The account that this call was made for has signed out.')
    },
  }
}
