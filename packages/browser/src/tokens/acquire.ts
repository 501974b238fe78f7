import type { IPublicClientApplication, SilentRequest } from '@azure/msal-browser'
import { type AccessToken, InteractionRequiredError, type TokenRequest } from '@caefetch/core'
import { authorityOf, toAccessToken } from '@caefetch/core/msal'
import type { Accounts } from '../account/accounts.ts'

/** A token that takes nobody's attention: from MSAL's cache, its refresh token, its hidden frame, or the host. */
export type Acquire = (
  request: TokenRequest,
  members?: Partial<SilentRequest>,
) => Promise<AccessToken>

export function createAcquire(msal: IPublicClientApplication, accounts: Accounts): Acquire {
  const { authority } = msal.getConfiguration().auth
  /** How many requests were given up while they ran. */
  let abandoned = 0

  return async (request, members) => {
    const { scopes, signal } = request
    // MSAL tells its listeners at once. One is msal-react, whose state may not change while a component
    // renders, and a component that suspends makes its call just then.
    await undefined
    const account = accounts.accountOf(request)
    if (!account && accounts.areChosen) throw new InteractionRequiredError(nobody)
    const abandon = () => {
      abandoned++
    }
    signal?.addEventListener('abort', abandon)
    try {
      const result = await msal.acquireTokenSilent({
        scopes: [...scopes],
        // In an application inside Teams or Office the host knows who it is, and MSAL need not.
        ...(account && { account }),
        ...authorityOf(account, authority),
        ...members,
        // MSAL has equal requests wait for the one that runs, which for one that is never answered would
        // be for ever. This member makes a request unlike the others, and has no meaning for bearer tokens.
        ...(abandoned > 0 && { resourceRequestUri: `${abandoned}` }),
      })
      return toAccessToken(result)
    } catch (error) {
      if (Object(error).errorCode !== 'no_account_error') throw error
      throw new InteractionRequiredError(nobody, { cause: error })
    } finally {
      signal?.removeEventListener('abort', abandon)
    }
  }
}

const nobody = 'No user is signed in.'
