import { createHash } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { refuse } from '../errors/catalog.ts'
import type { Ids } from '../ids.ts'
import type { Session } from '../sign-in/sessions.ts'
import type { App } from '../tenant/model.ts'
import { authorizationCodeLifetime } from './lifetimes.ts'
import { createRedeemables } from './redeemables.ts'
import type { TokenFamily } from './refresh-token.ts'

/** What an authorization code stands for. */
interface CodeGrant {
  readonly app: App
  readonly session: Session
  readonly redirectUri: string
  readonly scope: string
  readonly claims: string | undefined
  readonly nonce: string | undefined
  readonly codeChallenge: string | undefined
  /** What comes of the code; it is revoked when someone redeems the code again. */
  readonly family: TokenFamily
}

/** What the client shows when it redeems a code. */
interface Redemption {
  readonly client: App
  readonly redirectUri: string
  readonly verifier: string | undefined
}

export interface AuthorizationCodes {
  issue(grant: Omit<CodeGrant, 'family'>): string
  /** Throws AADSTS9002313 when there never was such a code. */
  find(code: string): CodeGrant
  /**
   * Takes a code, once: a second time it ends what came of it (RFC 6749 §4.1.2); throws AADSTS700005, 54005, 70008, 500112, 501481 or 50173.
   *
   * @see [RFC 7636 §4.6](https://www.rfc-editor.org/rfc/rfc7636#section-4.6)
   */
  redeem(code: string, redemption: Redemption): CodeGrant
}

export function createAuthorizationCodes(clock: Clock, ids: Ids): AuthorizationCodes {
  const codes = createRedeemables<CodeGrant>(clock, ids, '0')
  const redeemed = new WeakSet<CodeGrant>()

  function get(code: string): { readonly value: CodeGrant; readonly expired: boolean } {
    const entry = codes.get(code)
    if (!entry) throw refuse.grantMalformed()
    return entry
  }

  return {
    issue: (grant) => codes.add({ ...grant, family: {} }, authorizationCodeLifetime),
    find: (code) => get(code).value,
    redeem(code, { client, redirectUri, verifier }) {
      const { value: grant, expired } = get(code)
      if (grant.app !== client) throw refuse.otherClient()
      if (redeemed.has(grant)) {
        grant.family.revokedAt ??= clock.now()
        throw refuse.codeRedeemed()
      }
      if (expired) throw refuse.codeExpired()
      if (grant.redirectUri !== redirectUri) throw refuse.otherRedirectUri()
      if (grant.codeChallenge !== s256(verifier)) throw refuse.codeVerifier()
      redeemed.add(grant)
      const { authTime, revokedAt } = grant.session
      if (revokedAt !== undefined) throw refuse.grantRevoked(authTime, revokedAt)
      return grant
    },
  }
}

function s256(verifier: string | undefined): string | undefined {
  return verifier && createHash('sha256').update(verifier).digest('base64url')
}
