import { createHash } from 'node:crypto'
import { type Clock, epochSeconds } from '../clock.ts'
import { guidOf, type Ids } from '../ids.ts'
import type { ClaimsDemand } from '../policy/claims-demand.ts'
import type { Session } from '../sign-in/sessions.ts'
import type { Authority } from '../tenant/authority.ts'
import { type App, objectIdIn } from '../tenant/model.ts'
import type { Keys } from './keys.ts'
import { idTokenLifetime } from './lifetimes.ts'
import { loginHint } from './login-hint.ts'

interface IdTokenRequest {
  /** The tenant that issues it. */
  readonly authority: Authority
  readonly client: App
  readonly session: Session
  readonly demand: ClaimsDemand
  /** Given back if, and only if, the client sent one. */
  readonly nonce: string | undefined
  /** `openid`, `profile`, `email`, as far as they were asked for. */
  readonly oidc: readonly string[]
  /** The authorization code that comes along. */
  readonly code?: string | undefined
}

export type IssueIdToken = (request: IdTokenRequest) => Promise<string>

/** @see [ID token claims](https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference) */
export function createIdTokens(clock: Clock, ids: Ids, keys: Keys): IssueIdToken {
  return async ({ authority, client, session, demand, nonce, oidc, code }) => {
    const { user } = session
    const oid = objectIdIn(authority, user)
    const iat = epochSeconds(clock.now())
    return keys.sign({
      aud: client.clientId,
      iss: authority.issuer(),
      iat,
      nbf: iat,
      exp: iat + idTokenLifetime,
      auth_time: epochSeconds(session.authTime),
      name: user.name,
      oid,
      preferred_username: user.upn,
      ...(oidc.includes('email') && { email: user.upn }),
      login_hint: loginHint(user),
      sid: session.id,
      sub: guidOf('subject', oid, client.clientId),
      tid: authority.tenantId,
      uti: ids.opaque(22),
      ver: '2.0',
      ...(nonce !== undefined && { nonce }),
      ...(code !== undefined && { c_hash: hashOf(code) }),
      ...(demand.idTokenContexts.length > 0 && { acrs: demand.idTokenContexts }),
    })
  }
}

/** @see [OpenID Connect Core §3.3.2.11](https://openid.net/specs/openid-connect-core-1_0.html#HybridIDToken) */
function hashOf(code: string): string {
  return createHash('sha256').update(code).digest().subarray(0, 16).toString('base64url')
}
