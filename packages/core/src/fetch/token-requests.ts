import { type ClaimsRequest, isEmpty } from '../claims/claims-request.ts'
import { ReauthenticationError } from '../errors.ts'
import type { CallEvent, SourceReport } from '../events.ts'
import type { Call } from './call.ts'
import type { Diagnose } from './diagnostics.ts'
import type { HeldToken } from './held-tokens.ts'
import { isTransient } from './provider-error.ts'
import { untilAborted } from './shared-request.ts'
import { createSharedTokens } from './shared-tokens.ts'
import type { TokenShare } from './token-share.ts'
import type { AccessToken, TokenRequest, TokenSource } from './token-source.ts'

/** Whose token, and for what. */
export interface TokenTarget {
  scopes: readonly string[]
  accountId: string | undefined
}

/** What may stand in a token request besides the claims and what follows from the call. */
export interface Refresh extends Pick<TokenRequest, 'rejectedToken' | 'forceRefresh'> {
  /** Whether a later token of which no more is known has been refused: what others have is no answer. */
  isExact?: boolean | undefined
}

/** The only place that asks the token source: bounds the wait, and checks the answer. */
export type RequestToken = (
  target: TokenTarget,
  call: Call,
  claims: ClaimsRequest,
  refresh: Refresh,
  signal: AbortSignal,
  /** Has the user asked, for the claims that it gives. */
  takeClaims?: () => ClaimsRequest,
) => Promise<HeldToken>

const unknownLifetime = 300_000
const renewalPause = 60_000

export function createTokenRequests(
  tokens: TokenSource,
  tokenTimeout: number,
  share: TokenShare | undefined,
  emit: (call: Call, event: CallEvent) => void,
  diagnose: Diagnose,
): RequestToken {
  /** Asks without a person, and once more where the first try was out of luck. */
  async function askSource(request: TokenRequest): Promise<AccessToken> {
    try {
      return await tokens.getToken(request)
    } catch (error) {
      if (request.signal?.aborted || !isTransient(error)) throw error
      return tokens.getToken(request)
    }
  }

  const getToken = share ? createSharedTokens(tokens, share, askSource) : askSource

  return async function requestToken(
    { scopes, accountId },
    call,
    claims,
    { isExact, ...refresh },
    signal,
    takeClaims,
  ) {
    // Who waited may have gone in the last moment: nobody is asked for nobody.
    if (signal.aborted) throw signal.reason
    const { method, url, interaction, cae, resource } = call
    const { key } = resource
    /** What the token is asked for with: of the user, what is taken for the question. */
    let asked = takeClaims ? {} : claims
    const requestWith = (signal: AbortSignal) => ({
      scopes,
      method,
      url,
      ...(accountId !== undefined && { accountId }),
      ...(cae?.account !== undefined && { account: cae.account }),
      ...(interaction !== undefined && { interaction }),
      ...(!isEmpty(claims) && { claims }),
      ...refresh,
      signal,
      report: (event: SourceReport) =>
        event.type === 'interaction' ? emit(call, event) : diagnose(event.code, '', event.message),
    })
    function check(access: AccessToken): AccessToken {
      if (accountId !== undefined && (access.accountId ?? accountId) !== accountId) {
        throw new ReauthenticationError(
          `The token for ${key} is another account's: the user was switched meanwhile, or another one has signed in. Repeat the call for the account that is meant.`,
        )
      }
      // A platform's own error would show the token.
      if (typeof access.token !== 'string' || !/^[!-~]+ [!-~]+$/.test(authorizationOf(access))) {
        throw new ReauthenticationError(
          `The token for ${key} is no text that a header can hold: it is empty, or has spaces or line breaks in it.`,
        )
      }
      return access
    }
    const access = check(
      await (takeClaims && tokens.askUser
        ? untilAborted(
            tokens.askUser({
              ...requestWith(signal),
              takeClaims() {
                asked = takeClaims()
                return isEmpty(asked) ? undefined : asked
              },
            }),
            signal,
          )
        : inTime(signal, tokenTimeout, key, (signal) =>
            getToken(requestWith(signal), check, isExact),
          )),
    )

    const now = Date.now()
    const { token, expiresOn = now + unknownLifetime, fromCache } = access
    const { refreshOn = expiresOn } = access
    const inSeconds = expiresOn < now / 10
    if (inSeconds) {
      diagnose(
        'expiry_in_seconds',
        key,
        'has tokens whose expiresOn is in seconds: give milliseconds.',
      )
    }
    const unit = inSeconds ? 1000 : 1
    const renewOn = refreshOn * unit
    const isAnyToken = isEmpty(asked) && !refresh.forceRefresh && !takeClaims
    return {
      value: token,
      authorization: authorizationOf(access),
      claims: fromCache || isAnyToken ? undefined : asked,
      origin: fromCache ? 'cache' : takeClaims ? 'user' : 'provider',
      expiresOn: expiresOn * unit,
      renewOn: renewOn > now ? renewOn : now + renewalPause,
    }
  }
}

const authorizationOf = ({ token, tokenType = 'Bearer' }: AccessToken): string =>
  `${tokenType} ${token}`

/** Ends when the signal aborts or the time is over, whatever the source does. */
async function inTime<T>(
  outer: AbortSignal,
  milliseconds: number,
  resource: string,
  start: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  const { signal } = controller
  const giveUp = () =>
    controller.abort(
      new ReauthenticationError(
        `No token for ${resource}: the identity provider has not answered within ${milliseconds} ms (tokenTimeout).`,
      ),
    )
  // Timers hold no more than that; beyond it, there is no bound.
  const timer = milliseconds < 2 ** 31 ? setTimeout(giveUp, milliseconds) : undefined
  try {
    const result = untilAborted(start(signal), signal)
    return await untilAborted(result, outer, (reason) => controller.abort(reason))
  } finally {
    clearTimeout(timer)
  }
}
