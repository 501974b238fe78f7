import type {
  AccountInfo,
  ConfidentialClientApplication,
  PublicClientApplication,
} from '@azure/msal-node'
import { type AccessToken, InteractionRequiredError, type TokenRequest } from '@caefetch/core'
import { authorityOf } from '@caefetch/core/msal'
import { acquire } from './acquire.ts'
import { authorityIn } from './msal-config.ts'
import { allowSecondTry } from './second-try.ts'
import { askSilently } from './silent-request.ts'

/**
 * A token of a user, of the tenant that the account is in, silently.
 *
 * @throws {@link InteractionRequiredError} where nobody is signed in.
 */
export async function userToken(
  app: PublicClientApplication | ConfidentialClientApplication,
  account: AccountInfo | undefined,
  request: TokenRequest,
): Promise<AccessToken> {
  if (!account) {
    throw new InteractionRequiredError(
      'No user is signed in. Sign in first, or set `interaction` so that the user can be asked.',
    )
  }
  const { scopes, forceRefresh = false, signal } = request
  const user = { account, forceRefresh, ...authorityOf(account, authorityIn(app)) }
  return acquire(request, (claims) =>
    allowSecondTry(app, request, () =>
      askSilently(app, { scopes: [...scopes], ...user, ...claims }, signal),
    ),
  )
}
