import type { IPublicClientApplication, SilentRequest } from '@azure/msal-browser'
import {
  type AccessToken,
  InteractionRequiredError,
  type TokenRequest,
  toCaeError,
} from '@caefetch/core'
import { authorityOf, claimsMember, toAccessToken } from '@caefetch/core/msal'
import type { Accounts } from '../account/accounts.ts'
import { oneAtATime } from '../tabs/one-at-a-time.ts'
import { untilAborted } from '../tabs/until-aborted.ts'
import { onlyCache, refreshMsalCache } from './msal-cache.ts'
import { createSharedTokens, type SharedTokens } from './shared-tokens.ts'

/** Tokens that take nobody's attention: from MSAL's cache, its refresh token, its hidden frame, or the host. */
export interface SilentTokens {
  getToken(request: TokenRequest): Promise<AccessToken>
  acquire(request: TokenRequest, members?: Partial<SilentRequest>): Promise<AccessToken>
  /** A token that another tab has put into the shared cache since these were refused. */
  laterToken(
    request: TokenRequest,
    refused: readonly (string | undefined)[],
  ): Promise<AccessToken | undefined>
  /** Undefined where each tab has a cache of its own. */
  shared: SharedTokens | undefined
}

/** How often the cache is read again for a token that another tab has told of. */
const mostReads = 40

export function createSilentTokens(
  msal: IPublicClientApplication,
  accounts: Accounts,
): SilentTokens {
  const { auth, cache } = msal.getConfiguration()
  const { authority, clientId } = auth
  const shared = cache?.cacheLocation === 'localStorage' ? createSharedTokens(clientId) : undefined
  /** How many requests were given up while they ran. */
  let abandoned = 0

  async function acquire(
    request: TokenRequest,
    members: Partial<SilentRequest> = {},
  ): Promise<AccessToken> {
    const { scopes, signal } = request
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

  const laterToken: SilentTokens['laterToken'] = async (request, refused) => {
    const { accountId, rejectedToken } = request
    if (accountId === undefined || rejectedToken === undefined) return undefined
    const isTold = await shared?.isTold(request, refused)
    for (let reads = isTold ? mostReads : 1; reads > 0; reads--) {
      if (isTold) await refreshMsalCache(clientId)
      const cached = await acquire(request, { cacheLookupPolicy: onlyCache }).catch(() => undefined)
      if (cached && !refused.includes(cached.token)) return { ...cached, fromCache: true }
    }
    return undefined
  }

  /** A token for claims, unless a tab that had the turn before has got it, or could not get it either. */
  async function acquireInTurn(
    request: TokenRequest,
    refused: readonly (string | undefined)[],
  ): Promise<AccessToken> {
    const later = await laterToken(request, refused)
    if (later) return later
    if (await shared?.isUnmet(request)) {
      throw new InteractionRequiredError('Another tab has found that the user is needed.')
    }
    try {
      const token = await acquire(request, claimsMember(request.claims))
      await shared?.tell(request, token.token)
      return token
    } catch (error) {
      const isForUser = toCaeError(error) instanceof InteractionRequiredError
      if (isForUser) await shared?.tellUnmet(request, false)
      throw error
    }
  }

  return {
    acquire,
    laterToken,
    shared,

    async getToken(request) {
      const { claims, forceRefresh = false, rejectedToken, signal } = request
      if (!claims) return acquire(request, { forceRefresh })
      const refused = [rejectedToken]
      if (forceRefresh && shared) {
        // A cached token was tried in vain, so the one that is there now does not count.
        await refreshMsalCache(clientId)
        refused.push((await laterToken(request, refused))?.token)
      }
      const run = () => untilAborted(acquireInTurn(request, refused), signal)
      return shared ? oneAtATime(shared.nameOf(request), signal, run) : run()
    },
  }
}

const nobody = 'No user is signed in.'
