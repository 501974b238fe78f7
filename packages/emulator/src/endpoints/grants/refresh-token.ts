import { readClaims } from '../../policy/claims-demand.ts'
import type { Directory } from '../../tenant/directory.ts'
import type { RefreshTokens } from '../../tokens/refresh-token.ts'
import { checkResource, readScope } from '../../tokens/scope.ts'
import type { Grant, Responder } from './respond.ts'

interface RefreshTokenParts {
  readonly directory: Directory
  readonly refreshTokens: RefreshTokens
  readonly respond: Responder
}

/** Redeems a refresh token for new tokens, at the same or another resource. */
export function createRefreshTokenGrant(parts: RefreshTokenParts): Grant {
  const { directory, refreshTokens, respond } = parts
  return async (call) => {
    const { client, form, notes } = call
    const token = form.need('refresh_token')
    const demand = readClaims(form.get('claims'))
    if (demand.request) notes.claims = demand.request
    const { session, scope: original } = refreshTokens.find(token)
    const text = form.get('scope') ?? original
    notes.scopes = text.split(' ')
    notes.user = session.user.upn
    const renewed = refreshTokens.redeem(token, client)
    const scope = readScope(text, directory)
    checkResource(form.get('resource'), [scope], directory)
    // A refresh token always brings its successor, whether or not offline_access is asked for again.
    const oidc = [...new Set([...scope.oidc, 'offline_access'])]
    return respond.toUser(call, { session, scope: { ...scope, oidc }, demand, renewed })
  }
}
