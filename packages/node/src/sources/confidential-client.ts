import type { ConfidentialClientApplication } from '@azure/msal-node'
import type { TokenSource } from '@caefetch/core'
import type { NodeOptions } from '../options.ts'
import { createAccountChoice, idOf, refuseSwitched } from './account-choice.ts'
import { clientCredentials } from './client-credentials.ts'
import { userToken } from './user-token.ts'

/** The tokens of a web app: of the users that calls are for, and its own where they are for none. */
export function confidentialClient(
  app: ConfidentialClientApplication,
  account: NodeOptions['account'],
): TokenSource {
  const own = clientCredentials(app)
  const choose = createAccountChoice(account)
  return {
    ...own,
    accountId: (cae) => idOf(choose(cae?.account)),
    async getToken(request) {
      if (account === undefined && request.account === undefined) return own.getToken(request)
      const user = choose(request.account)
      refuseSwitched(request.accountId, user)
      return userToken(app, user, request)
    },
  }
}
