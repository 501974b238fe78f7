import type { Clock } from '../../clock.ts'
import { refuse } from '../../errors/catalog.ts'
import type { ClaimsDemand } from '../../policy/claims-demand.ts'
import { type Access, evaluate } from '../../policy/evaluate.ts'
import type { Policy } from '../../policy/policy.ts'
import type { Form } from '../../server/form.ts'
import type { Session } from '../../sign-in/sessions.ts'
import type { Authority } from '../../tenant/authority.ts'
import type { Consents } from '../../tenant/consents.ts'
import { type App, objectIdIn } from '../../tenant/model.ts'
import { permissionsAt } from '../../tenant/permissions.ts'
import type { AccessToken } from '../../tokens/access-token.ts'
import { clientInfo } from '../../tokens/client-info.ts'
import type { RefreshGrant, TokenFamily } from '../../tokens/refresh-token.ts'
import { formatScope, type Scope } from '../../tokens/scope.ts'
import type { Tokens } from '../../tokens/tokens.ts'
import type { Notes } from '../context.ts'

/** A token request whose client is known. */
export interface TokenCall {
  readonly authority: Authority
  readonly form: Form
  readonly client: App
  /** For the journal. */
  readonly notes: Notes
}

/** What one `grant_type` does. */
export type Grant = (call: TokenCall) => Promise<TokenResponse>

/** @see [RFC 6749 §5.1](https://www.rfc-editor.org/rfc/rfc6749#section-5.1) */
interface TokenResponse {
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

interface UserGrant {
  readonly session: Session
  readonly scope: Scope
  readonly demand: ClaimsDemand
  readonly nonce?: string | undefined
  /** What the refresh token will belong to. Default: that of the renewed one, or a new one. */
  readonly family?: TokenFamily | undefined
  /** The refresh token this grant redeems, whose lifetime a single page app inherits. */
  readonly renewed?: RefreshGrant | undefined
}

/** Decides and issues what a grant leads to. */
export interface Responder {
  /** Tokens for an application that acts for itself. */
  toApp(call: TokenCall, scope: Scope, demand: ClaimsDemand): Promise<TokenResponse>
  /** Tokens for an application that acts for a user. */
  toUser(call: TokenCall, grant: UserGrant): Promise<TokenResponse>
}

interface ResponderParts
  extends Pick<Tokens, 'issueAccessToken' | 'issueIdToken' | 'refreshTokens'> {
  readonly clock: Clock
  readonly consents: Consents
  readonly policies: Iterable<Policy>
  readonly homeTenantId: string
}

export function createResponder(parts: ResponderParts): Responder {
  const { clock, consents, policies, homeTenantId } = parts
  const { issueAccessToken, issueIdToken, refreshTokens } = parts

  function decide({ notes }: TokenCall, access: Omit<Access, 'now'>): void {
    if (access.demand.request) notes.claims = access.demand.request
    const decision = evaluate(policies, { ...access, now: clock.now() })
    if (!decision.granted) throw decision.error
  }

  function grantedPermissions({ client }: TokenCall, { session, scope }: UserGrant): string[] {
    const consented = consents.granted(session.user, client, scope.resource)
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

  return {
    async toApp(call, scope, demand) {
      const { authority, client } = call
      const { resource } = scope
      const permissions = permissionsAt(client.application, resource)
      const access = { authority, client, resource, session: undefined, permissions, demand }
      decide(call, access)
      const token = await issueAccessToken(access)
      note(call, token, ['access_token'])
      return toResponse(token)
    },

    async toUser(call, grant) {
      const { authority, client, notes, form } = call
      const { session, scope, demand, nonce, renewed } = grant
      const { family = renewed?.family ?? {} } = grant
      const { user } = session
      notes.user = user.upn
      if (user.deleted) throw refuse.userDeleted()
      if (!user.enabled) throw refuse.userDisabled()
      objectIdIn(authority, user)
      const permissions = grantedPermissions(call, grant)
      const access = { authority, client, resource: scope.resource, session, permissions, demand }
      decide(call, access)

      const token = await issueAccessToken(access)
      const response = { ...toResponse(token), scope: formatScope(scope, permissions) }
      const kinds = ['access_token']
      if (scope.oidc.includes('offline_access')) {
        const granted = formatScope(scope, scope.permissions)
        response.refresh_token = refreshTokens.issue(
          { app: client, session, scope: granted, family },
          renewed,
        )
        kinds.push('refresh_token')
      }
      if (scope.oidc.includes('openid')) {
        response.id_token = await issueIdToken({
          ...{ authority, client, session, demand, nonce },
          oidc: scope.oidc,
        })
        kinds.push('id_token')
      }
      if (form.get('client_info') === '1') response.client_info = clientInfo(user, homeTenantId)
      note(call, token, kinds)
      return response
    },
  }
}

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
  const { uti, expiresIn, refreshIn, capabilities, authContexts, claims } = token
  notes.issued = {
    kinds,
    uti,
    expiresIn,
    ...(refreshIn !== undefined && { refreshIn }),
    ...(capabilities.length > 0 && { capabilities }),
    ...(authContexts.length > 0 && { authContexts }),
    claims,
  }
}
