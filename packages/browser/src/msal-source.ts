import type {
  AccountInfo,
  AuthenticationResult,
  IPublicClientApplication,
  SilentRequest,
} from '@azure/msal-browser'
import {
  type AccessToken,
  InteractionRequiredError,
  ReauthenticationError,
  type TokenRequest,
  type TokenSource,
  toCaeError,
} from '@caefetch/core'
import { oneAtATime, readAgain } from './interaction/across-tabs.ts'
import type { Interaction, InteractionRequest } from './options.ts'

export type AskUser = (
  interaction: Exclude<Interaction, 'none'>,
  request: InteractionRequest,
  signal: AbortSignal | undefined,
) => Promise<AuthenticationResult | null>

/** MSAL's `CacheLookupPolicy.AccessToken`: answer from the cache or not at all. */
const onlyCache = 1

/** How long before it expires MSAL takes a token for expired, in milliseconds. */
const msalExpirySkew = 300_000

/**
 * The tokens of one account: silently while that works (the cache, the refresh token, a hidden
 * frame), then, if allowed, from the user.
 */
export function msalSource(
  msal: IPublicClientApplication,
  account: AccountInfo | undefined,
  defaultInteraction: Interaction,
  askUser: AskUser,
): TokenSource {
  const { clientId, clientCapabilities } = msal.getConfiguration().auth
  /** How often the user was asked and has answered. */
  let answers = 0

  async function silently(
    request: TokenRequest,
    more: Partial<SilentRequest>,
  ): Promise<AccessToken> {
    if (!account) throw new InteractionRequiredError('No user is signed in.')
    const scopes = [...request.scopes]
    return toAccessToken(await msal.acquireTokenSilent({ scopes, account, ...more }))
  }

  /** What another tab may have put into the cache; a token that is known does not count. */
  async function look(request: TokenRequest, known?: string): Promise<AccessToken | undefined> {
    const { claims, rejectedToken } = request
    if (claims && rejectedToken === undefined) return undefined
    const cached = await silently(request, { cacheLookupPolicy: onlyCache }).catch(() => undefined)
    return cached && ![rejectedToken, known].includes(cached.token)
      ? { ...cached, fromCache: true }
      : undefined
  }

  async function ask(request: TokenRequest, error: unknown): Promise<AccessToken> {
    const failure = toCaeError(error, request)
    const interaction = (request.interaction ?? defaultInteraction) as Interaction
    if (interaction === 'none' || !(failure instanceof InteractionRequiredError)) throw error
    const asked: InteractionRequest = { scopes: [...request.scopes] }
    if (failure.claims) asked.claims = JSON.stringify(failure.claims)
    if (account) Object.assign(asked, { account, loginHint: account.username })
    const result = await askUser(interaction, asked, request.signal)
    answers++
    if (account && result && result.account.homeAccountId !== account.homeAccountId) {
      throw new InteractionRequiredError('Another user has signed in.')
    }
    return toAccessToken(result)
  }

  /** One at a time in all tabs: whose turn it is finds what the one before has brought. */
  async function inTurn(
    request: TokenRequest,
    run: () => Promise<AccessToken>,
  ): Promise<AccessToken> {
    let known: string | undefined
    if (request.claims && request.forceRefresh) {
      // One that was found did not help; what is there now is no newer. Only a later one is.
      await readAgain(clientId)
      known = (await look(request))?.token
    }
    const since = Date.now()
    return oneAtATime(request.signal, async () => {
      const hasWaited = Date.now() - since > 50
      for (let looks = hasWaited ? 5 : 1; looks > 0; looks--) {
        if (hasWaited) await readAgain(clientId)
        const found = await look(request, known)
        if (found) return found
      }
      return run()
    })
  }

  return {
    clientCapabilities,
    async getToken(request) {
      const { claims, forceRefresh = false } = request
      const more = claims ? { claims: JSON.stringify(claims) } : { forceRefresh }
      const tryAgain = () => silently(request, more).catch((error) => ask(request, error))
      if (claims) return inTurn(request, tryAgain)
      // A token that is merely missing or due is MSAL's own to share between tabs.
      const before = answers
      return silently(request, more).catch((error) =>
        // What the user did for another API may have mended this one as well.
        inTurn(request, () => (answers === before ? ask(request, error) : tryAgain())),
      )
    },
  }
}

function toAccessToken(result: AuthenticationResult | null): AccessToken {
  if (!result?.accessToken)
    throw new ReauthenticationError('MSAL resolved without an access token.')
  const { accessToken, tokenType, expiresOn, refreshOn } = result
  const expiry = expiresOn?.getTime()
  const renewal = refreshOn?.getTime() ?? (expiry && expiry - msalExpirySkew)
  return {
    token: accessToken,
    ...(tokenType && { tokenType }),
    ...(expiry && { expiresOn: expiry }),
    ...(renewal && { refreshOn: renewal }),
    accountId: result.account.homeAccountId,
  }
}
