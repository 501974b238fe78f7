import { refuse } from '../../errors/catalog.ts'
import { readClaims } from '../../policy/claims-demand.ts'
import { readScope } from '../../tokens/scope.ts'
import { respondToUser, type TokenCall, type TokenResponse } from './respond.ts'

/**
 * Redeems a refresh token for new tokens, at the same or another resource.
 * As in Entra the old refresh token stays good until it expires or is revoked.
 *
 * @see [RFC 6749 §6](https://www.rfc-editor.org/rfc/rfc6749#section-6)
 */
export async function refreshToken(call: TokenCall): Promise<TokenResponse> {
  const { client, entra, form, notes } = call
  const found = entra.grants.refreshTokens.get(form.need('refresh_token'))
  const demand = readClaims(form.get('claims'))
  if (demand.request) notes.claims = demand.request
  if (!found) throw refuse.grantMalformed()
  const { app, session, issuedAt, scope: original } = found.value
  const text = form.get('scope') ?? original
  notes.scopes = text.split(' ')
  notes.user = session.user.upn
  if (app !== client) throw refuse.otherClient()
  if (found.expired) throw refuse.refreshTokenExpired(client.platform === 'spa')
  if (session.revokedAt !== undefined) {
    throw refuse.grantRevoked(iso(issuedAt), iso(session.revokedAt))
  }
  const scope = readScope(text, entra.directory)
  // A refresh token always brings its successor, whether or not offline_access is asked for again.
  const oidc = [...new Set([...scope.oidc, 'offline_access'])]
  return respondToUser(call, { session, scope: { ...scope, oidc }, demand, renews: found.value })
}

const iso = (ms: number): string => new Date(ms).toISOString()
