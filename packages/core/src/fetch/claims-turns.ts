import type { ClaimsRequest } from '../claims/claims-request.ts'
import { coversClaims, mergeClaims } from '../claims/merge-claims.ts'
import type { HeldToken } from './held-tokens.ts'
import type { MatchedCall } from './matched-call.ts'
import { type SharedRequest, shareRequest, untilAborted } from './shared-request.ts'

/** What a turn asks for. Until it starts, calls that come may add to it. */
export interface Turn {
  claims: ClaimsRequest
  /** The tokens that the calls of this turn were refused with, or have and which is not enough. */
  readonly rejected: HeldToken[]
  /** Whether it answers nothing but challenges: no call waits for its first token. */
  isChallenged: boolean
}

/** What a call joins a turn with. */
export interface Joining {
  claims: ClaimsRequest
  rejected: HeldToken | undefined
  isChallenged: boolean
  /** Calls of other keys have turns of their own. */
  key: unknown
}

/** The claims requests of one session: one runs at a time, those that ask for the same are one. */
export interface ClaimsTurns {
  join(call: MatchedCall, joining: Joining): Promise<HeldToken | undefined>
  /** All that is asked for now. */
  claims(): ClaimsRequest[]
}

interface WaitingTurn extends Turn {
  isStarted: boolean
  key: unknown
  request: SharedRequest<HeldToken | undefined>
}

export function createClaimsTurns(
  run: (call: MatchedCall, turn: Turn, signal: AbortSignal) => Promise<HeldToken | undefined>,
): ClaimsTurns {
  let turns: WaitingTurn[] = []
  let lastEnded: Promise<void> = Promise.resolve()

  function addTo(turn: WaitingTurn, claims: ClaimsRequest): boolean {
    // What the merged request does not cover, it has weakened to one of several values.
    const merged = turn.isStarted ? turn.claims : mergeClaims(turn.claims, claims)
    const isAdded = coversClaims(merged, claims) && coversClaims(merged, turn.claims)
    if (isAdded) turn.claims = merged
    return isAdded
  }

  function queue(call: MatchedCall, { claims, key }: Joining): WaitingTurn {
    const previous = lastEnded
    const turn: WaitingTurn = {
      claims,
      rejected: [],
      isChallenged: true,
      isStarted: false,
      key,
      request: shareRequest(
        async (signal) => {
          await untilAborted(previous, signal)
          turn.isStarted = true
          return run(call, turn, signal)
        },
        () => {
          turns = turns.filter((other) => other !== turn)
        },
      ),
    }
    turns.push(turn)
    // One that is given up while it waits ends before those that it waited for.
    lastEnded = Promise.all([previous, turn.request.ended]).then(() => {})
    return turn
  }

  return {
    join(call, joining) {
      const { claims, rejected, isChallenged, key } = joining
      const turn =
        turns.find((other) => other.key === key && addTo(other, claims)) ?? queue(call, joining)
      if (rejected) turn.rejected.push(rejected)
      turn.isChallenged &&= isChallenged
      return turn.request.wait(call.signal)
    },
    claims: () => turns.map(({ claims }) => claims),
  }
}
