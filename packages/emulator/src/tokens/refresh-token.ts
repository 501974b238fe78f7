import type { Clock } from '../clock.ts'
import { refuse } from '../errors/catalog.ts'
import type { Ids } from '../ids.ts'
import type { Session } from '../sign-in/sessions.ts'
import type { App } from '../tenant/model.ts'
import { refreshTokenLifetime } from './lifetimes.ts'
import { createRedeemables } from './redeemables.ts'

/** Refresh tokens that come from one another, and from one authorization code. */
export interface TokenFamily {
  /** In milliseconds. */
  revokedAt?: number
}

/** What a refresh token stands for. */
export interface RefreshGrant {
  readonly app: App
  readonly session: Session
  readonly scope: string
  readonly family: TokenFamily
  /** In milliseconds. */
  readonly issuedAt: number
}

/**
 * Refresh tokens hang on the session that they were issued in: when that is revoked
 * (revocation/critical-events.ts), they are worth nothing. So are those of a code that was replayed.
 */
export interface RefreshTokens {
  /** `renewed` is the grant of the token that was redeemed for this one. */
  issue(grant: Omit<RefreshGrant, 'issuedAt'>, renewed?: RefreshGrant): string
  /** Throws AADSTS9002313 when there never was such a token. */
  find(token: string): RefreshGrant
  /**
   * Takes a token, which stays good, as in Entra, until it expires or its session is revoked; throws
   * AADSTS700005, 700082, 700084 or 50173.
   *
   * @see [RFC 6749 §6](https://www.rfc-editor.org/rfc/rfc6749#section-6)
   */
  redeem(token: string, client: App): RefreshGrant
}

export function createRefreshTokens(clock: Clock, ids: Ids): RefreshTokens {
  const tokens = createRedeemables<RefreshGrant>(clock, ids, '1')

  function get(token: string): { readonly value: RefreshGrant; readonly expired: boolean } {
    const entry = tokens.get(token)
    if (!entry) throw refuse.grantMalformed()
    return entry
  }

  return {
    issue(grant, renewed) {
      const now = clock.now()
      // Refresh tokens of single page apps are not prolonged by use; all others are.
      const issuedAt = isSinglePage(grant.app) ? (renewed?.issuedAt ?? now) : now
      const { singlePageApp, others } = refreshTokenLifetime
      const lifetime = isSinglePage(grant.app) ? singlePageApp - (now - issuedAt) : others
      return tokens.add({ ...grant, issuedAt }, lifetime)
    },
    find: (token) => get(token).value,
    redeem(token, client) {
      const { value: grant, expired } = get(token)
      if (grant.app !== client) throw refuse.otherClient()
      if (expired) throw refuse.refreshTokenExpired(isSinglePage(client))
      const revokedAt = grant.session.revokedAt ?? grant.family.revokedAt
      if (revokedAt !== undefined) throw refuse.grantRevoked(grant.issuedAt, revokedAt)
      return grant
    },
  }
}

const isSinglePage = ({ platform }: App): boolean => platform === 'spa'
