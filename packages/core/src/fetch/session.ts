import { coversClaims, mergeClaims } from '../claims/merge-claims.ts'
import type { ClaimsRequest } from '../claims/schema.ts'
import { type SharedRequest, shareRequest, untilAborted } from './shared-request.ts'
import type { TokenRequest, TokenSource } from './token-source.ts'

/** The token held for one account and one set of scopes, and every request for a next one. */
export interface Session {
  /** The held token, if it is good for the call. Waits for nothing. */
  current(call: Call): HeldToken | undefined
  /** A token for a call that {@link Session.current} had none for. */
  acquire(call: Call): Promise<HeldToken>
  /** A token that answers a challenge to `rejected`; empty claims ask for no more than another token. */
  challenge(call: Call, claims: ClaimsRequest, rejected: HeldToken): Promise<HeldToken>
}

/** What one call needs its token for. */
export interface Call extends Pick<TokenRequest, 'method' | 'url' | 'interaction'> {
  claims?: ClaimsRequest | undefined
  signal?: AbortSignal | undefined
}

export interface HeldToken {
  value: string
  /** The whole Authorization value. */
  authorization: string
  /** What was sent to the identity provider for this token, to know what need not be asked again. */
  claims: ClaimsRequest | undefined
  /** Whether it was found in the source's cache, as a possible answer to a challenge. */
  fromCache: boolean | undefined
}

interface Memo extends HeldToken {
  expiresOn: number
  renewOn: number
}

/** A claims request, running or waiting its turn; until it starts, `claims` may grow. */
interface Turn {
  claims: ClaimsRequest
  interaction: unknown
  isStarted: boolean
  request: SharedRequest<HeldToken>
}

const unknownLifetime = 300_000
const renewalPause = 60_000

/**
 * When is a token request made? Only here:
 *
 * ```
 *   ┌───────┐    acquire: plain request     ┌──────┐  current, past renewOn: plain request
 *   │ empty │ ────────────────────────────▶ │ held │ ◀──┐ in the background
 *   └───────┘ ◀──────────────────────────── └──────┘ ───┘
 *                        expired              │  ▲
 *   challenge to an older token than held:    │  │ the answer replaces the held token
 *   the held one is the answer, none is asked │  │
 *                                             ▼  │
 *              challenge to the held token: claims turns, one running at a time
 *                the running turn covers the challenge  → wait for it
 *                a waiting turn can ask for it as well  → merge, wait for it
 *                otherwise                              → a new turn, after those
 * ```
 *
 * A plain request never answers a challenge, and never replaces a token that came while it ran.
 * Claims live as long as their turn. A refusal without claims is a challenge with empty ones; it
 * earns one forced refresh a token.
 */
function createSession(
  tokens: TokenSource,
  scopes: readonly string[],
  accountId: string | undefined,
): Session {
  let memo: Memo | undefined
  let refreshed: string | undefined
  let turns: Turn[] = []
  let lastTurn: Promise<unknown> = Promise.resolve()
  // By interaction: a call that may ask the user must not fail with one that may not.
  const plain = new Map<unknown, SharedRequest<HeldToken>>()

  async function request(call: Call, more: Partial<TokenRequest>): Promise<Memo> {
    const { method, url, interaction } = call
    const before = memo
    const asked = tokens.getToken({ scopes, accountId, method, url, interaction, ...more })
    const access = await untilAborted(asked, more.signal)
    if (!more.claims && !more.forceRefresh && memo && memo !== before) return memo
    const now = Date.now()
    const { token, tokenType = 'Bearer', expiresOn = now + unknownLifetime } = access
    const { refreshOn = expiresOn } = access
    memo = {
      value: token,
      authorization: `${tokenType} ${token}`,
      claims: access.fromCache ? undefined : more.claims,
      fromCache: access.fromCache,
      expiresOn,
      renewOn: refreshOn > now ? refreshOn : now + renewalPause,
    }
    return memo
  }

  function requestPlain(call: Call): SharedRequest<HeldToken> {
    const key = call.interaction
    const running =
      plain.get(key) ??
      shareRequest(
        (signal) => request(call, { signal }),
        () => plain.get(key) === running && plain.delete(key),
      )
    plain.set(key, running)
    return running
  }

  function requestClaims(
    call: Call,
    claims: ClaimsRequest,
    rejected?: HeldToken,
  ): Promise<HeldToken> {
    for (const turn of turns) {
      if (turn.interaction !== call.interaction) continue
      // What the merged request does not cover, it has weakened to one of several values.
      const merged = turn.isStarted ? turn.claims : mergeClaims(turn.claims, claims)
      if (coversClaims(merged, claims) && coversClaims(merged, turn.claims)) {
        turn.claims = merged
        return turn.request.wait(call.signal)
      }
    }
    const previous = lastTurn
    const turn: Turn = {
      claims,
      interaction: call.interaction,
      isStarted: false,
      request: shareRequest(
        async (signal) => {
          await untilAborted(previous, signal)
          turn.isStarted = true
          const { claims } = turn
          const hasNone = isEmpty(claims)
          return request(call, {
            ...(!hasNone && { claims }),
            // Tabs that renewed at once could find each other's old tokens one after the other.
            ...((hasNone || rejected?.fromCache) && { forceRefresh: true }),
            ...(rejected && { rejectedToken: rejected.value }),
            signal,
          })
        },
        () => {
          turns = turns.filter((other) => other !== turn)
        },
      ),
    }
    turns.push(turn)
    lastTurn = turn.request.ended
    return turn.request.wait(call.signal)
  }

  return {
    current(call) {
      const now = Date.now()
      if (!memo || now >= memo.expiresOn) return undefined
      if (call.claims && !(memo.claims && coversClaims(memo.claims, call.claims))) return undefined
      if (now >= memo.renewOn) {
        // A renewal that fails is not tried again at every call.
        memo.renewOn = now + renewalPause
        requestPlain({ ...call, interaction: 'none' })
      }
      return memo
    },

    acquire: (call) =>
      call.claims ? requestClaims(call, call.claims, memo) : requestPlain(call).wait(call.signal),

    async challenge(call, claims, rejected) {
      const { value } = rejected
      if (memo && memo.value !== value && Date.now() < memo.expiresOn) return memo
      if (!isEmpty(claims)) return requestClaims(call, claims, rejected)
      if (refreshed === value) return rejected
      const held = await requestClaims(call, claims, rejected)
      refreshed = value
      return held
    },
  }
}

const isEmpty = (claims: ClaimsRequest): boolean => Object.keys(claims).length === 0

/** The sessions of the account that tokens are for right now; those of another account are dropped. */
export function createSessions(tokens: TokenSource): (scopes: readonly string[]) => Session {
  let account: string | undefined
  const sessions = new Map<string, Session>()
  return (scopes) => {
    const current = tokens.accountId?.()
    if (current !== account) sessions.clear()
    account = current
    const key = scopes.join(' ')
    const session = sessions.get(key) ?? createSession(tokens, scopes, account)
    sessions.set(key, session)
    return session
  }
}
