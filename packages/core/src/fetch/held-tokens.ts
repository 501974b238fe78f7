import type { ClaimsRequest } from '../claims/claims-request.ts'
import { demandsFreshToken } from '../claims/freshness.ts'
import { coversClaims } from '../claims/merge-claims.ts'
import type { TokenOrigin } from '../events.ts'

/** A token that is held for the calls to come. */
export interface HeldToken {
  value: string
  /** The whole Authorization value. */
  authorization: string
  /** What was sent to the identity provider for this token, to know what need not be asked again. */
  claims: ClaimsRequest | undefined
  /** Where it came from; of `cache` is known only that it is newer than the one that was rejected. */
  origin: TokenOrigin
  /** When it expires, and when it is to be renewed in the background; milliseconds since the epoch. */
  expiresOn: number
  renewOn: number
  /** Whether a call has told that it answers its challenge. */
  shared?: true
}

/** The tokens of one session: the latest, and those that were asked for with other claims than it. */
export interface HeldTokens {
  /** The latest that has not expired. */
  latest(now?: number): HeldToken | undefined
  /** The latest that was asked for with all of the claims. */
  with(claims: ClaimsRequest): HeldToken | undefined
  hold(token: HeldToken): void
  clear(): void
}

/** Calls that need different claims alternate between so many tokens at the most. */
const most = 16

export function createHeldTokens(): HeldTokens {
  let held: HeldToken[] = []
  const isAlive = ({ expiresOn }: HeldToken): boolean => Date.now() < expiresOn
  return {
    latest(now = Date.now()) {
      const latest = held[0]
      return latest && now < latest.expiresOn ? latest : held.find(isAlive)
    },
    with: (claims) => held.find((token) => covers(token, claims) && isAlive(token)),
    hold(token) {
      const { claims } = token
      const endsOthers = claims !== undefined && demandsFreshToken(claims)
      const others = endsOthers
        ? []
        : held.filter((other) => isAlive(other) && !coversClaims(claims ?? {}, other.claims ?? {}))
      held = [token, ...others].slice(0, most)
    },
    clear() {
      held = []
    },
  }
}

/** Whether a token was asked for with all of the claims. */
export const covers = ({ claims }: HeldToken, wanted: ClaimsRequest): boolean =>
  claims !== undefined && coversClaims(claims, wanted)
