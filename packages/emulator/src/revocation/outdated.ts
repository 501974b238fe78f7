import { type ClaimsRequest, mergeClaims } from '@caefetch/core'
import type { CriticalEvent } from './critical-event.ts'
import { type Cutoff, isRevoked, type TokenStamp } from './cutoffs.ts'

/** What an API has heard, and what it makes of a token because of it. */
export interface Outdated {
  learn(event: CriticalEvent): void
  /** The claims to ask for when a token is no longer good as it is. */
  demandFor(token: TokenStamp & { readonly oid: string }): ClaimsRequest | undefined
}

interface Demand {
  readonly cutoff: Cutoff
  readonly claims: ClaimsRequest
}

/** Keeps the latest demand of each kind: a revocation and a move can both be unanswered. */
export function createOutdated(): Outdated {
  const demands = new Map<string, Demand>()
  return {
    learn({ principal, type, cutoff, details }) {
      if (!cutoff) return
      demands.set(`${principal.id} ${type}`, { cutoff, claims: claimsFor(cutoff, details) })
    },
    demandFor(token) {
      const claims = (['session-revoked', 'token-claims-change'] as const).flatMap((type) => {
        const demand = demands.get(`${token.oid} ${type}`)
        return demand && isRevoked(token, demand.cutoff) ? [demand.claims] : []
      })
      return claims.length > 0 ? mergeClaims(...claims) : undefined
    },
  }
}

/** A revoked session needs a later sign-in; a user who moved needs a token for the new address. */
function claimsFor(cutoff: Cutoff, details: CriticalEvent['details']): ClaimsRequest {
  const { claims } = details as { claims?: { ipaddr: string } }
  if (claims) return { access_token: { xms_rp_ipaddr: { essential: true, value: claims.ipaddr } } }
  return { access_token: { nbf: { essential: true, value: String(cutoff.at) } } }
}
