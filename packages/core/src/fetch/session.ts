import { type ClaimsRequest, isEmpty } from '../claims/claims-request.ts'
import { InteractionRequiredError } from '../errors.ts'
import type { TokenOrigin } from '../events.ts'
import type { Call } from './call.ts'
import { createClaimsTurns, unrefused } from './claims-turns.ts'
import type { Need } from './demand-queue.ts'
import { createHeldTokens, type HeldToken } from './held-tokens.ts'
import { createPauses } from './pauses.ts'
import { toCaeError } from './provider-error.ts'
import type { Asker, Questions } from './questions.ts'
import { type SharedRequest, shareRequest } from './shared-request.ts'
import type { RequestToken, TokenTarget } from './token-requests.ts'

/** What answers a challenge. */
interface Answer {
  token: HeldToken
  origin: TokenOrigin
}

/** The tokens held for one account and one set of scopes, and every request for a next one. */
export interface Session {
  accountId: string | undefined
  /** A call begins that will ask the session for tokens; until it leaves, the session is kept. */
  enter(): void
  leave(): void
  /** The held token, if it is good for the call. Waits for nothing. */
  current(call: Call): HeldToken | undefined
  /** A token for a call that {@link Session.current} had none for. */
  acquire(call: Call): Promise<HeldToken>
  /**
   * A token that answers a challenge to `rejected`; empty claims ask for no more than another token.
   * Or why none is asked for: the API refuses everything it is given and is left alone for a while, or
   * the token has earned its refresh already. `isExact`: a later token of which no more is known will not
   * do, since the call has been sent with one already.
   */
  challenge(
    call: Call,
    claims: ClaimsRequest,
    rejected: HeldToken,
    isExact: boolean,
  ): Promise<Answer | 'paused' | 'repeated'>
  /** The call was refused with a token that was asked for on its behalf; tells whether that goes on and on. */
  refused(call: Call, token: HeldToken): boolean
  /** The API has served the call. */
  served(call: Call, wasChallenged: boolean): void
  /** Drops what is held; with `forGood` the account has signed out, and nobody is asked for it any more. */
  drop(forGood: boolean): void
  /** Whether its account has signed out. */
  isGone(): boolean
  /** Whether nothing is held, nothing runs, and no call will come back to it. */
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
  requestToken: RequestToken,
  questions: Questions | undefined,
  maxChallenges: number,
): Session {
  const held = createHeldTokens()
  const pauses = createPauses(Math.max(2, maxChallenges))
  const plain = new Map<unknown, SharedRequest<HeldToken>>()
  /** The token that a forced refresh has given again. */
  let refreshed: string | undefined
  let isGone = false
  let running = 0

  /** A source may ask the user on its own: then who may be asked must not fail with who may not. */
  const keyOf = ({ interaction }: Call): unknown => (questions ? undefined : interaction)

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

  function requestPlain(call: Call, renewed?: HeldToken): SharedRequest<HeldToken> {
    const refresh = renewed ? { rejectedToken: renewed.value } : {}
    const key = keyOf(call)
    const shared =
      plain.get(key) ??
      shareRequest(
        (signal) => keep(requestToken(target, call, {}, refresh, signal), true),
        () => plain.get(key) === shared && plain.delete(key),
      )
    plain.set(key, shared)
    return shared
  }

  const turns = createClaimsTurns(held, pauses, keyOf, (call, claims, refresh, signal) =>
    keep(requestToken(target, call, claims, refresh, signal), false),
  )

  const asker: Asker = {
    askUser(call, { claims, rejectedTokens }, takeClaims, signal) {
      const rejected = rejectedTokens.at(-1)
      const refresh = rejected ? { rejectedToken: rejected.value } : {}
      return keep(requestToken(target, call, claims, refresh, signal, takeClaims), false)
    },
    async tryAgain(call, demand, signal) {
      const { claims } = demand
      const answer = isEmpty(claims) ? unrefused(demand, held.latest()) : held.with(claims)
      return answer ?? turns.waitAlone({ ...call, signal }, { ...demand, isChallenge: false })
    },
    demands: turns.demands,
  }

  /** A token for the claims: silently, or from the user where only a person can help and may be asked. */
  async function meet(call: Call, need: Need): Promise<HeldToken | undefined> {
    const { claims, isChallenge } = need
    const { signal, interaction } = call
    const explain = (error: unknown): unknown =>
      signal?.aborted ? signal.reason : toCaeError(error, { claims, resource: call.resource.key })
    const mayAsk = questions && interaction !== 'none'
    let asked = claims
    // While the user is asked for what could not be met silently, that is not tried again for each call.
    if (!mayAsk || !questions.isAsking(asker, call, claims)) {
      try {
        if (!isChallenge && isEmpty(claims)) return await requestPlain(call).wait(signal)
        return await turns.wait(call, need)
      } catch (error) {
        const failure = explain(error)
        const isForUser = mayAsk && !isGone && failure instanceof InteractionRequiredError
        if (!isForUser) throw failure
        asked = failure.claims ?? {}
      }
    }
    return await questions
      .ask(asker, call, { ...need, claims: asked, unmet: claims })
      .catch((error) => {
        throw explain(error)
      })
  }

  return {
    accountId: target.accountId,
    enter: () => void running++,
    leave: () => void running--,

    current(call) {
      const { claims } = call
      const now = Date.now()
      const token = claims ? held.with(claims) : held.latest(now)
      if (token && now >= token.renewOn) {
        // A renewal that fails is not tried again at every call.
        token.renewOn = now + renewalPause
        requestPlain({ ...call, interaction: 'none' }, token)
      }
      return token
    },

    async acquire(call) {
      // A turn that was left for later while the call came is not there the next time.
      while (true) {
        const need = { claims: call.claims ?? {}, rejected: held.latest(), isChallenge: false }
        const token = await meet(call, need)
        if (token) return token
      }
    },

    async challenge(call, claims, rejected, isExact) {
      const candidates = isEmpty(claims)
        ? [held.latest()]
        : [held.with(claims), isExact ? undefined : held.latest()]
      const other = candidates.find((token) => token && token.value !== rejected.value)
      if (other) return { token: other, origin: 'held' }
      if (pauses.isOn()) return 'paused'
      if (isEmpty(claims) && refreshed === rejected.value) return 'repeated'
      const need = { claims, rejected, isChallenge: true, isExact }
      const token = await meet(call, need)
      if (token?.value === rejected.value && isEmpty(claims)) refreshed = token.value
      return token ? { token, origin: token.origin } : 'paused'
    },

    refused(call, token) {
      pauses.refused(call.url, token)
      return pauses.isOn()
    },
    served: (call, wasChallenged) => pauses.served(call.url, wasChallenged),

    drop(forGood) {
      held.clear()
      isGone ||= forGood
    },
    isGone: () => isGone,
    isIdle: () => running === 0 && !held.latest() && turns.demands().length === 0,
  }
}

const renewalPause = 60_000
