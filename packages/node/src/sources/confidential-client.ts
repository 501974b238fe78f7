import type { ConfidentialClientApplication } from '@azure/msal-node'
import type { TokenRequest, TokenSource } from '@caefetch/core'
import type { NodeOptions } from '../options.ts'
import { createAccountChoice, idOf, refuseSwitched } from './account-choice.ts'
import { clientCredentials } from './client-credentials.ts'
import { shareAs } from './share-as.ts'
import { userToken } from './user-token.ts'

/** The tokens of a web app: of the users that calls are for, and its own where they are for none. */
export function confidentialClient(
  app: ConfidentialClientApplication,
  account: NodeOptions['account'],
): TokenSource {
  const own = clientCredentials(app)
  const choose = createAccountChoice(account)
  const isOwn = (request: TokenRequest): boolean =>
    account === undefined && request.account === undefined
  return {
    ...own,
    shareAs(request) {
      if (isOwn(request)) return own.shareAs?.(request)
      return request.accountId === undefined ? undefined : shareAs(app, 'user')
    },
    accountId: (cae) => idOf(choose(cae?.account)),
    async getToken(request) {
      if (isOwn(request)) return own.getToken(request)
      const user = choose(request.account)
      refuseSwitched(request.accountId, user)
      return userToken(app, user, request)
    },
  }
}
