import type { IPublicClientApplication } from '@azure/msal-browser'
import {
  type AccessToken,
  InteractionRequiredError,
  type TokenRequest,
  toCaeError,
} from '@caefetch/core'
import { claimsMember } from '@caefetch/core/msal'
import { hash } from '../hash.ts'
import { oneAtATime } from '../tabs/one-at-a-time.ts'
import { untilAborted } from '../tabs/until-aborted.ts'
import type { Acquire } from './acquire.ts'
import { onlyCache, refreshMsalCache } from './msal-cache.ts'
import { createSharedTokens, type SharedTokens } from './shared-tokens.ts'

/** Tokens for claims, silently, and once for all tabs that share a cache. */
export interface ClaimsTokens {
  getToken(request: TokenRequest): Promise<AccessToken>
  /**
   * A token that another tab has put into the shared cache since one was refused; with `isExact` only one
   * that it got for the same claims: each tab may have put others there, which were not asked for them.
   */
  laterToken(request: TokenRequest, isExact: boolean): Promise<AccessToken | undefined>
  /** Undefined where each tab has a cache of its own. */
  shared: SharedTokens | undefined
}

/** How long another tab is waited for that gets a token, in milliseconds; a frozen one never ends. */
const patience = 5000

/** How often the cache is read again for a token that another tab has told of. */
const mostReads = 40

export function createClaimsTokens(msal: IPublicClientApplication, acquire: Acquire): ClaimsTokens {
  const { auth, cache } = msal.getConfiguration()
  const { clientId } = auth
  const shared = cache?.cacheLocation === 'localStorage' ? createSharedTokens(clientId) : undefined

  const laterToken: ClaimsTokens['laterToken'] = async (request, isExact) => {
    const { accountId, rejectedToken } = request
    if (accountId === undefined || rejectedToken === undefined) return undefined
    const told = (await shared?.told(request, isExact)) ?? []
    const isTold = told.length > 0
    const isLater = (token: string) =>
      isExact ? told.includes(hash(token)) : token !== rejectedToken
    for (let reads = isTold ? mostReads : Number(!isExact); reads > 0; reads--) {
      if (isTold) await refreshMsalCache(clientId)
      const cached = await acquire(request, { cacheLookupPolicy: onlyCache }).catch(() => undefined)
      if (cached && isLater(cached.token)) return { ...cached, fromCache: true }
    }
    return undefined
  }

  /** A token for claims, unless a tab that had the turn before has got it, or could not get it either. */
  async function acquireInTurn(request: TokenRequest): Promise<AccessToken> {
    // With `forceRefresh` a cached token was tried in vain.
    const later = await laterToken(request, request.forceRefresh === true)
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
      const { signal } = request
      const run = () => untilAborted(acquireInTurn(request), signal)
      return shared ? oneAtATime(shared.nameOf(request), signal, run, patience) : run()
    },
  }
}
