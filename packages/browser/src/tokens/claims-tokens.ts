import type { IPublicClientApplication } from '@azure/msal-browser'
import {
  type AccessToken,
  InteractionRequiredError,
  type TokenRequest,
  toCaeError,
} from '@caefetch/core'
import { claimsMember } from '@caefetch/core/msal'
import { oneAtATime } from '../tabs/one-at-a-time.ts'
import { untilAborted } from '../tabs/until-aborted.ts'
import type { Acquire } from './acquire.ts'
import { onlyCache, refreshMsalCache } from './msal-cache.ts'
import { createSharedTokens, type SharedTokens } from './shared-tokens.ts'

/** Tokens for claims, silently, and once for all tabs that share a cache. */
export interface ClaimsTokens {
  getToken(request: TokenRequest): Promise<AccessToken>
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

export function createClaimsTokens(msal: IPublicClientApplication, acquire: Acquire): ClaimsTokens {
  const { auth, cache } = msal.getConfiguration()
  const { clientId } = auth
  const shared = cache?.cacheLocation === 'localStorage' ? createSharedTokens(clientId) : undefined

  const laterToken: ClaimsTokens['laterToken'] = async (request, refused) => {
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
    laterToken,
    shared,

    async getToken(request) {
      const { forceRefresh, rejectedToken, signal } = request
      const refused = [rejectedToken]
      if (forceRefresh) {
        // A cached token was tried in vain, so the one that is there now does not count.
        if (shared) await refreshMsalCache(clientId)
        refused.push((await laterToken(request, refused))?.token)
      }
      const run = () => untilAborted(acquireInTurn(request, refused), signal)
      return shared ? oneAtATime(shared.nameOf(request), signal, run) : run()
    },
  }
}
