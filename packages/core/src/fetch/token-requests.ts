import { type ClaimsRequest, isEmpty } from '../claims/claims-request.ts'
import { ReauthenticationError } from '../errors.ts'
import type { CallEvent, TokenOrigin } from '../events.ts'
import type { Call } from './call.ts'
import type { Diagnose } from './diagnostics.ts'
import type { HeldToken } from './held-tokens.ts'
import { isTransient } from './provider-error.ts'
import { untilAborted } from './shared-request.ts'
import type { AccessToken, TokenRequest, TokenSource, UserQuestion } from './token-source.ts'

/** Whose token, and for what. */
export interface TokenTarget {
  scopes: readonly string[]
  accountId: string | undefined
}

/** What may stand in a token request besides what follows from the call. */
export type TokenDemand = Pick<TokenRequest, 'claims' | 'rejectedToken' | 'forceRefresh'>

/** The only place that asks the token source: bounds the wait, and checks the answer. */
export interface TokenRequests {
  ask(target: TokenTarget, call: Call, demand: TokenDemand, signal: AbortSignal): Promise<HeldToken>
  askUser(
    target: TokenTarget,
    call: Call,
    demand: TokenDemand,
    takeClaims: () => ClaimsRequest,
    signal: AbortSignal,
  ): Promise<HeldToken>
}

const unknownLifetime = 300_000
const renewalPause = 60_000

export function createTokenRequests(
  tokens: TokenSource,
  tokenTimeout: number,
  emit: (call: Call, event: CallEvent) => void,
  diagnose: Diagnose,
): TokenRequests {
  function requestOf(
    { scopes, accountId }: TokenTarget,
    call: Call,
    demand: TokenDemand,
    signal: AbortSignal,
  ): TokenRequest {
    const { method, url, interaction, cae } = call
    return {
      scopes,
      method,
      url,
      ...(accountId !== undefined && { accountId }),
      ...(cae?.account !== undefined && { account: cae.account }),
      ...(interaction !== undefined && { interaction }),
      ...demand,
      signal,
      report: (event) =>
        event.type === 'interaction' ? emit(call, event) : diagnose(event.code, '', event.message),
    }
  }

  function toHeldToken(
    access: AccessToken,
    { accountId }: TokenTarget,
    { resource: { key: resource } }: Call,
    claims: ClaimsRequest | undefined,
    origin: TokenOrigin,
  ): HeldToken {
    const now = Date.now()
    const { token, tokenType = 'Bearer', expiresOn = now + unknownLifetime, fromCache } = access
    const { refreshOn = expiresOn } = access
    if (accountId !== undefined && (access.accountId ?? accountId) !== accountId) {
      throw new ReauthenticationError(
        `The token for ${resource} is another account's: the user was switched meanwhile, or another one has signed in. Repeat the call for the account that is meant.`,
      )
    }
    const authorization = `${tokenType} ${token}`
    // A platform's own error would show the token.
    if (typeof token !== 'string' || !/^[!-~]+ [!-~]+$/.test(authorization)) {
      throw new ReauthenticationError(
        `The token for ${resource} is no text that a header can hold: it is empty, or has spaces or line breaks in it.`,
      )
    }
    const inSeconds = expiresOn < now / 10
    if (inSeconds) {
      diagnose(
        'expiry_in_seconds',
        resource,
        'has tokens whose expiresOn is in seconds: give milliseconds.',
      )
    }
    const unit = inSeconds ? 1000 : 1
    const renewOn = refreshOn * unit
    return {
      value: token,
      authorization,
      claims: fromCache ? undefined : claims,
      origin: fromCache ? 'cache' : origin,
      expiresOn: expiresOn * unit,
      renewOn: renewOn > now ? renewOn : now + renewalPause,
    }
  }

  return {
    async ask(target, call, demand, signal) {
      const access = await inTime(signal, tokenTimeout, call.resource.key, async (signal) => {
        const request = requestOf(target, call, demand, signal)
        try {
          return await tokens.getToken(request)
        } catch (error) {
          if (signal.aborted || !isTransient(error)) throw error
          return tokens.getToken(request)
        }
      })
      const claims = demand.claims ?? (demand.forceRefresh ? {} : undefined)
      return toHeldToken(access, target, call, claims, 'provider')
    },

    async askUser(target, call, demand, takeClaims, signal) {
      let claims: ClaimsRequest | undefined
      const request = requestOf(target, call, demand, signal)
      const question: UserQuestion = {
        ...request,
        takeClaims() {
          const taken = takeClaims()
          claims = isEmpty(taken) ? undefined : taken
          return claims
        },
      }
      const asked = tokens.askUser?.(question) ?? Promise.reject(new Error('Nobody can be asked.'))
      const access = await untilAborted(asked, signal)
      return toHeldToken(access, target, call, claims, 'user')
    },
  }
}

/** Ends when the signal aborts or the time is over, whatever the source does. */
async function inTime<T>(
  outer: AbortSignal,
  milliseconds: number,
  resource: string,
  start: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  const abort = () => controller.abort(outer.reason)
  const giveUp = () =>
    controller.abort(
      new ReauthenticationError(
        `No token for ${resource}: the identity provider has not answered within ${milliseconds} ms (tokenTimeout).`,
      ),
    )
  if (outer.aborted) abort()
  outer.addEventListener('abort', abort)
  // Timers hold no more than that; beyond it, there is no bound.
  const timer = milliseconds < 2 ** 31 ? setTimeout(giveUp, milliseconds) : undefined
  try {
    return await untilAborted(start(controller.signal), controller.signal)
  } finally {
    clearTimeout(timer)
    outer.removeEventListener('abort', abort)
  }
}
