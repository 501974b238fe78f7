import type { JWTPayload } from 'jose'
import { type Clock, epochSeconds } from '../clock.ts'
import { guidOf, type Ids } from '../ids.ts'
import type { AuthContexts } from '../policy/auth-contexts.ts'
import { type ClaimsDemand, isCapable } from '../policy/claims-demand.ts'
import { metContexts } from '../policy/evaluate.ts'
import type { Policy } from '../policy/policy.ts'
import type { Cutoffs } from '../revocation/cutoffs.ts'
import type { Session } from '../sign-in/sessions.ts'
import type { Authority } from '../tenant/authority.ts'
import { type App, isConfidential, objectIdIn, type Resource } from '../tenant/model.ts'
import type { Keys } from './keys.ts'
import { type AccessTokenLifetime, accessTokenLifetime } from './lifetimes.ts'
import { loginHint } from './login-hint.ts'

interface AccessTokenRequest {
  /** The tenant that issues it. */
  readonly authority: Authority
  readonly client: App
  readonly resource: Resource
  /** None for a token that speaks for the application itself. */
  readonly session: Session | undefined
  /** Delegated permissions, or app roles when there is no session. */
  readonly permissions: readonly string[]
  readonly demand: ClaimsDemand
}

export interface AccessToken extends AccessTokenLifetime {
  readonly token: string
  readonly uti: string
  readonly capabilities: readonly string[]
  readonly authContexts: readonly string[]
  readonly claims: Readonly<JWTPayload>
}

/** What access tokens are made of. */
export interface AccessTokenParts {
  readonly clock: Clock
  readonly ids: Ids
  readonly keys: Keys
  readonly policies: Iterable<Policy>
  readonly cutoffs: Cutoffs
  readonly authContexts: Pick<AuthContexts, 'ids'>
}

export type IssueAccessToken = (request: AccessTokenRequest) => Promise<AccessToken>

/**
 * Issues access tokens; whether one may be issued was decided before.
 *
 * @see [Access token claims](https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference)
 */
export function createAccessTokens(parts: AccessTokenParts): IssueAccessToken {
  const { clock, ids, keys, policies, cutoffs } = parts
  return async (request) => {
    const { authority, client, resource, session, demand } = request
    const now = clock.now()
    const iat = epochSeconds(now)
    const uti = ids.opaque(22)
    const asksFor = (name: string): boolean => resource.optionalClaims.includes(name)
    const lifetime = accessTokenLifetime(ids, resource.cae && isCapable(demand))
    const capabilities = asksFor('xms_cc') ? demand.capabilities : []
    const offered = asksFor('acrs') ? parts.authContexts.ids() : []
    const contexts = [...demand.authContexts, ...demand.voluntaryContexts, ...offered]
    const authContexts = metContexts(policies, { ...request, now }, [...new Set(contexts)])
    const payload: JWTPayload = {
      aud: resource.tokenVersion === 1 ? resource.uri : resource.clientId,
      iss: authority.issuer(resource.tokenVersion),
      iat,
      nbf: iat,
      exp: iat + lifetime.expiresIn,
      ...clientClaims(client, resource.tokenVersion),
      ...(session ? userClaims(session, request, asksFor) : appClaims(request)),
      tid: authority.tenantId,
      uti,
      ver: `${resource.tokenVersion}.0`,
      ...(capabilities.length > 0 && { xms_cc: capabilities }),
      ...(authContexts.length > 0 && { acrs: authContexts }),
    }
    cutoffs.issued(String(payload.oid), uti)
    const token = await keys.sign(payload)
    return { token, uti, capabilities, authContexts, claims: payload, ...lifetime }
  }
}

function clientClaims(client: App, version: 1 | 2): JWTPayload {
  const strength = isConfidential(client) ? (client.secret === undefined ? '2' : '1') : '0'
  return version === 1
    ? { appid: client.clientId, appidacr: strength }
    : { azp: client.clientId, azpacr: strength }
}

function appClaims({ client, permissions }: AccessTokenRequest): JWTPayload {
  return {
    idtyp: 'app',
    oid: client.id,
    sub: client.id,
    ...(permissions.length > 0 && { roles: permissions }),
  }
}

function userClaims(
  session: Session,
  { authority, resource, permissions }: AccessTokenRequest,
  asksFor: (name: string) => boolean,
): JWTPayload {
  const { user } = session
  const oid = objectIdIn(authority, user)
  const amr = session.mfaTime === undefined ? ['pwd'] : ['pwd', 'mfa']
  return {
    // Opaque to everyone else, as in Entra: it leads back to the session when the token is exchanged.
    aio: session.id,
    name: user.name,
    oid,
    sub: guidOf('subject', oid, resource.clientId),
    scp: permissions.join(' '),
    ...(resource.tokenVersion === 1
      ? { acr: '1', amr, unique_name: user.upn, upn: user.upn }
      : { preferred_username: user.upn }),
    ...(asksFor('auth_time') && { auth_time: epochSeconds(session.authTime) }),
    ...(asksFor('sid') && { sid: session.id }),
    ...(asksFor('ipaddr') && { ipaddr: user.location.ip }),
    ...(asksFor('ctry') && { ctry: user.location.country }),
    ...(asksFor('email') && { email: user.upn }),
    ...(asksFor('login_hint') && { login_hint: loginHint(user) }),
  }
}
