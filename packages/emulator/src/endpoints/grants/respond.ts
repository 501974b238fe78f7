import { refuse } from '../../errors/catalog.ts'
import type { ClaimsDemand } from '../../policy/claims-demand.ts'
import { evaluate } from '../../policy/evaluate.ts'
import type { Form } from '../../server/form.ts'
import type { Session } from '../../sign-in/sessions.ts'
import type { Entra } from '../../tenant/authority.ts'
import { permissionsAt } from '../../tenant/consents.ts'
import type { App } from '../../tenant/model.ts'
import { type AccessToken, issueAccessToken } from '../../tokens/access-token.ts'
import { issueIdToken } from '../../tokens/id-token.ts'
import type { RefreshGrant } from '../../tokens/redeemables.ts'
import { formatScope, type Scope } from '../../tokens/scope.ts'
import type { Notes } from '../context.ts'

/** A token request whose client is known. */
export interface TokenCall {
  readonly entra: Entra
  readonly form: Form
  readonly client: App
  /** For the journal. */
  readonly notes: Notes
}

/** @see [RFC 6749 §5.1](https://www.rfc-editor.org/rfc/rfc6749#section-5.1) */
export interface TokenResponse {
  token_type: 'Bearer'
  scope?: string
  expires_in: number
  ext_expires_in: number
  refresh_in?: number
  access_token: string
  refresh_token?: string
  id_token?: string
  client_info?: string
}

export interface UserGrant {
  readonly session: Session
  readonly scope: Scope
  readonly demand: ClaimsDemand
  readonly nonce?: string | undefined
  /** The refresh token this grant redeems, whose lifetime a single page app inherits. */
  readonly renews?: RefreshGrant | undefined
}

/** Tokens for an application that acts for itself. */
export async function respondToApp(
  call: TokenCall,
  scope: Scope,
  demand: ClaimsDemand,
): Promise<TokenResponse> {
  const { entra, client } = call
  const permissions = permissionsAt(client.application, scope.resource)
  const access = { client, resource: scope.resource, session: undefined, permissions, demand }
  decide(call, access)
  const token = await issueAccessToken(entra, access)
  note(call, token, ['access_token'])
  return toResponse(token)
}

/** Tokens for an application that acts for a user. */
export async function respondToUser(call: TokenCall, grant: UserGrant): Promise<TokenResponse> {
  const { entra, client, notes, form } = call
  const { session, scope, demand } = grant
  const { user } = session
  notes.user = user.upn
  if (user.deleted) throw refuse.userDeleted()
  if (!user.enabled) throw refuse.userDisabled()
  const permissions = grantedPermissions(call, grant)
  const access = { client, resource: scope.resource, session, permissions, demand }
  decide(call, access)

  const token = await issueAccessToken(entra, access)
  const response = { ...toResponse(token), scope: formatScope(scope, permissions) }
  const kinds = ['access_token']
  if (scope.oidc.includes('offline_access')) {
    response.refresh_token = issueRefreshToken(call, grant)
    kinds.push('refresh_token')
  }
  if (scope.oidc.includes('openid')) {
    response.id_token = await issueIdToken(entra, { client, session, demand, nonce: grant.nonce })
    kinds.push('id_token')
  }
  if (form.get('client_info') === '1') response.client_info = clientInfo(entra, session)
  note(call, token, kinds)
  return response
}

/** Who signed in, for MSAL's account: `{ uid, utid }`. */
export function clientInfo({ directory }: Entra, { user }: Session): string {
  const info = { uid: user.id, utid: directory.tenantId }
  return Buffer.from(JSON.stringify(info)).toString('base64url')
}

function grantedPermissions({ entra, client }: TokenCall, { session, scope }: UserGrant): string[] {
  const consented = entra.consents.granted(session.user, client, scope.resource)
  if (scope.isDefault) {
    if (consented.length === 0) throw refuse.consentNeeded(client.clientId)
    return [...consented]
  }
  if (scope.permissions.some((permission) => !consented.includes(permission))) {
    throw refuse.consentNeeded(client.clientId)
  }
  if (scope.permissions.length > 0) return [...scope.permissions]
  return scope.oidc.filter((name) => name !== 'offline_access')
}

function decide({ entra, notes }: TokenCall, access: Omit<Parameters<typeof evaluate>[1], 'now'>) {
  if (access.demand.request) notes.claims = access.demand.request
  const decision = evaluate(entra.policies, { ...access, now: entra.clock.now() })
  if (!decision.granted) throw decision.error
}

// Refresh tokens of single page apps are not prolonged by use; all others are.
function issueRefreshToken({ entra, client }: TokenCall, grant: UserGrant): string {
  const { session, scope, renews } = grant
  const key = entra.grants.newKey('1')
  const now = entra.clock.now()
  const issuedAt = client.platform === 'spa' ? (renews?.issuedAt ?? now) : now
  const age = now - issuedAt
  const lifetime = client.platform === 'spa' ? day - age : 90 * day
  const granted = formatScope(scope, scope.permissions)
  entra.grants.refreshTokens.add(key, { app: client, session, issuedAt, scope: granted }, lifetime)
  return key
}

const day = 86_400_000

function toResponse(token: AccessToken): TokenResponse {
  const { expiresIn, refreshIn } = token
  return {
    token_type: 'Bearer',
    expires_in: expiresIn,
    ext_expires_in: expiresIn,
    ...(refreshIn !== undefined && { refresh_in: refreshIn }),
    access_token: token.token,
  }
}

function note({ notes }: TokenCall, token: AccessToken, kinds: string[]): void {
  const { uti, expiresIn, refreshIn, capabilities, authContexts } = token
  notes.issued = {
    kinds,
    uti,
    expiresIn,
    ...(refreshIn !== undefined && { refreshIn }),
    ...(capabilities.length > 0 && { capabilities }),
    ...(authContexts.length > 0 && { authContexts }),
  }
}
