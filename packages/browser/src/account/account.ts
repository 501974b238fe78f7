import type { AccountInfo, EventType, IPublicClientApplication } from '@azure/msal-browser'
import { ConfigurationError } from '@caefetch/core'

/** Knows the account that tokens are for, without a look into the browser's storage at each call. */
export interface CurrentAccount {
  get(): AccountInfo | undefined
}

/** After these the current account may be another. */
const changes: EventType[] = [
  'msal:activeAccountChanged',
  'msal:loginSuccess',
  'msal:logoutSuccess',
  'msal:logoutEnd',
  'msal:handleRedirectEnd',
]

export function watchAccount(msal: IPublicClientApplication, onChange: () => void): CurrentAccount {
  let known: { account: AccountInfo | undefined } | undefined
  msal.addEventCallback(() => {
    known = undefined
    onChange()
  }, changes)
  return {
    get() {
      known ??= { account: msal.getActiveAccount() ?? onlyAccount(msal) }
      return known.account
    },
  }
}

function onlyAccount(msal: IPublicClientApplication): AccountInfo | undefined {
  const [first, ...others] = msal.getAllAccounts()
  if (others.length === 0) return first
  throw new ConfigurationError(
    'Several users are signed in: call setActiveAccount or give `account`.',
  )
}
