import type { ClaimsRequest } from '@caefetch/core'
import type { Clock } from '../time/clock.ts'
import { acrs, hasAskedFor, nbf, valuesOf } from '../world/claims.ts'
import type { Path } from './ledger.ts'

interface Token {
  value: string
  claims: ClaimsRequest
  issuedAt: number
}

/** The provider and the API, for the one user of all tabs. */
export interface Entra {
  /** Milliseconds that it takes; it is never in a hurry. */
  takes: number
  issue(claims: ClaimsRequest): Token
  needsPerson(claims: ClaimsRequest): boolean
  /** The user has done what the claims ask for. */
  confirm(claims: ClaimsRequest): void
  /** Ends the session: the API takes older tokens no more, and with `isLocked` silence does not help. */
  revoke(isLocked: boolean): void
  /** What the API asks for. */
  demandOf(path: Path, token: string | undefined): ClaimsRequest | undefined
  tokens: ReadonlyMap<string, Token>
}

export function createEntra(clock: Clock): Entra {
  const tokens = new Map<string, Token>()
  const confirmed = new Set<string>()
  let revokedAt = -1
  let isLocked = false
  return {
    takes: 60,
    tokens,
    issue(claims) {
      const token = { value: `secret-token-${tokens.size + 1}`, claims, issuedAt: clock.now() }
      tokens.set(token.value, token)
      return token
    },
    needsPerson: (claims) =>
      isLocked || valuesOf(claims, 'acrs').some((context) => !confirmed.has(context)),
    confirm(claims) {
      isLocked = false
      for (const context of valuesOf(claims, 'acrs')) confirmed.add(context)
    },
    revoke(locks) {
      revokedAt = clock.now()
      isLocked ||= locks
    },
    demandOf(path, value) {
      const token = tokens.get(value ?? '')
      if (!token) return {}
      if (token.issuedAt <= revokedAt) return nbf(revokedAt)
      return path === 'open' || hasAskedFor(token.claims, acrs(path)) ? undefined : acrs(path)
    },
  }
}
