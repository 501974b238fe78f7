import { type ClaimsRequest, isEmpty } from '../claims/claims-request.ts'
import { isMetByLaterToken } from '../claims/freshness.ts'
import { InteractionRequiredError } from '../errors.ts'
import type { TokenOrigin } from '../events.ts'
import { createClaimsTurns, type Turn } from './claims-turns.ts'
import { createHeldTokens, type HeldToken } from './held-tokens.ts'
import type { MatchedCall } from './matched-call.ts'
import { createPauses } from './pauses.ts'
import { toCaeError } from './provider-error.ts'
import { type Asker, claimsOrNone, type Questions } from './questions.ts'
import { type SharedRequest, shareRequest } from './shared-request.ts'
import type { TokenRequests, TokenTarget } from './token-requests.ts'

/** What answers a challenge. */
export interface Answer {
  token: HeldToken
  origin: TokenOrigin
}

/** The tokens held for one account and one set of scopes, and every request for a next one. */
export interface Session {
  /** The held token, if it is good for the call. Waits for nothing. */
  current(call: MatchedCall): HeldToken | undefined
  /** A token for a call that {@link Session.current} had none for. */
  acquire(call: MatchedCall): Promise<HeldToken>
  /**
   * A token that answers a challenge to `rejected`; empty claims ask for no more than another token.
   * Or why none is asked for: the API refuses everything it is given and is left alone for a while, or
   * the token has earned its refresh already. `hasTriedLater`: that the call has been sent with a later
   * token already, of which no more was known.
   */
  challenge(
    call: MatchedCall,
    claims: ClaimsRequest,
    rejected: HeldToken,
    hasTriedLater: boolean,
  ): Promise<Answer | 'paused' | 'repeated'>
  /** The call ended refused with a token that was asked for on its behalf; tells whether that goes on and on. */
  refused(call: MatchedCall, token: HeldToken): boolean
  /** The API has served the call. */
  served(call: MatchedCall, wasChallenged: boolean): void
  /** Drops what is held; with `forGood` the account has signed out, and nobody is asked for it any more. */
  drop(forGood: boolean): void
  /** Whether nothing is held and nothing runs. */
  isIdle(): boolean
}

/**
 * When is a token request made? Only here:
 *
 * ```
 *   ┌───────┐    acquire: plain request     ┌──────┐  current, past renewOn: plain request
 *   │ empty │ ────────────────────────────▶ │ held │ ◀──┐ in the background
 *   └───────┘ ◀──────────────────────────── └──────┘ ───┘
 *                        expired              │  ▲
 *   challenge to an older token than held:    │  │ the answer is held, beside those for other claims
 *   the held one is the answer, none is asked │  │
 *                                             ▼  │
 *              challenge to the held token: claims turns, one running at a time
 *                the running turn covers the challenge  → wait for it
 *                a waiting turn can ask for it as well  → merge, wait for it
 *                otherwise                              → a new turn, after those
 *              a turn that fails because a person is needed: a question to the user, outside of the
 *              turns, so that what can be met silently does not wait for the person
 * ```
 *
 * A plain request never answers a challenge, and never replaces a token that came while it ran.
 * Claims live as long as their turn. A refusal without claims is a challenge with empty ones; it
 * earns one forced refresh a token.
 */
export function createSession(
  target: TokenTarget,
  requests: TokenRequests,
  questions: Questions | undefined,
): Session {
  const held = createHeldTokens()
  const pauses = createPauses()
  const turns = createClaimsTurns(runTurn)
  /** The token that has earned its forced refresh. */
  let refreshed: string | undefined
  let isGone = false
  let running = 0
  const plain = new Map<unknown, SharedRequest<HeldToken>>()
  /** A source may ask the user on its own: then who may be asked must not fail with who may not. */
  const keyOf = ({ interaction }: MatchedCall): unknown => (questions ? undefined : interaction)

  /** Holds the answer, unless a plain request has been overtaken. */
  async function keep(request: Promise<HeldToken>, isPlain: boolean): Promise<HeldToken> {
    const before = held.latest()
    running++
    try {
      const token = await request
      const later = held.latest()
      if (isPlain && later && later !== before) return later
      if (!isGone) held.hold(token)
      return token
    } finally {
      running--
    }
  }

  function requestPlain(call: MatchedCall): SharedRequest<HeldToken> {
    const key = keyOf(call)
    const shared =
      plain.get(key) ??
      shareRequest(
        (signal) => keep(requests.ask(target, call, {}, signal), true),
        () => plain.get(key) === shared && plain.delete(key),
      )
    plain.set(key, shared)
    return shared
  }

  async function runTurn(
    call: MatchedCall,
    { claims, rejected, isChallenged }: Turn,
    signal: AbortSignal,
  ): Promise<HeldToken | undefined> {
    const latest = held.latest()
    const isLater = latest && rejected.every(({ value }) => value !== latest.value)
    if (isLater && isMetByLaterToken(claims)) return latest
    if (isChallenged && pauses.isOn()) return undefined
    const [first] = rejected
    const demand = {
      ...claimsOrNone(claims),
      // Tabs that renewed at once could find each other's old tokens one after the other.
      ...((isEmpty(claims) || first?.origin === 'cache') && { forceRefresh: true }),
      ...(first && { rejectedToken: first.value }),
    }
    return keep(requests.ask(target, call, demand, signal), false)
  }

  const asker: Asker = {
    askUser: (call, takeClaims, signal) =>
      keep(
        requests.askUser(target, call, () => claimsOrNone(takeClaims()).claims, signal),
        false,
      ),
    tryAgain: async (call, claims, signal) =>
      (isEmpty(claims) ? held.latest() : held.with(claims)) ??
      keep(requests.ask(target, call, claimsOrNone(claims), signal), false),
    pendingClaims: () => turns.claims(),
  }

  /** Asks the user where the provider has said that only a person can help, and the user may be asked. */
  async function askUser(
    call: MatchedCall,
    claims: ClaimsRequest,
    error: unknown,
  ): Promise<HeldToken> {
    if (call.signal?.aborted) throw error
    const failure = toCaeError(error, { claims, resource: call.resource })
    const mayAsk = questions && call.interaction !== 'none' && !isGone
    if (!mayAsk || !(failure instanceof InteractionRequiredError)) throw failure
    running++
    try {
      return await questions.ask(asker, call, failure.claims ?? {})
    } finally {
      running--
    }
  }

  return {
    current(call) {
      const { claims } = call
      const token = claims && !isEmpty(claims) ? held.with(claims) : held.latest()
      const now = Date.now()
      if (token && now >= token.renewOn) {
        // A renewal that fails is not tried again at every call.
        token.renewOn = now + renewalPause
        requestPlain({ ...call, interaction: 'none' })
      }
      return token
    },

    async acquire(call) {
      const { claims = {}, signal } = call
      const key = keyOf(call)
      try {
        if (isEmpty(claims)) return await requestPlain(call).wait(signal)
        const joining = { claims, rejected: held.latest(), isChallenged: false, key }
        const token = await turns.join(call, joining)
        if (token) return token
        throw new Error('A turn that is not challenged has no pause.')
      } catch (error) {
        return askUser(call, claims, error)
      }
    },

    async challenge(call, claims, rejected, hasTriedLater) {
      const isLater = (token: HeldToken | undefined) => token && token.value !== rejected.value
      const exact = isEmpty(claims) ? undefined : held.with(claims)
      if (exact && isLater(exact)) return { token: exact, origin: 'held' }
      const latest = held.latest()
      if (latest && isLater(latest) && !(hasTriedLater && !isEmpty(claims))) {
        return { token: latest, origin: 'held' }
      }
      if (pauses.isOn()) return 'paused'
      if (isEmpty(claims) && refreshed === rejected.value) return 'repeated'
      const token = await turns
        .join(call, { claims, rejected, isChallenged: true, key: keyOf(call) })
        .catch((error) => askUser(call, claims, error))
      if (token && isEmpty(claims)) refreshed = rejected.value
      return token ? { token, origin: token.origin } : 'paused'
    },

    refused(call, token) {
      pauses.refused(placeOf(call), token)
      return pauses.isOn()
    },
    served: (call, wasChallenged) => pauses.served(placeOf(call), wasChallenged),

    drop(forGood) {
      held.clear()
      isGone ||= forGood
    },
    isIdle: () => running === 0 && !held.latest() && turns.claims().length === 0,
  }
}

const renewalPause = 60_000

/** The path without its query, which may hold secrets. */
const placeOf = ({ url }: MatchedCall): string => url.split(/[?#]/, 1)[0] ?? ''
