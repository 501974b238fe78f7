import { createHash } from 'node:crypto'
import { refuse } from '../../errors/catalog.ts'
import { readClaims } from '../../policy/claims-demand.ts'
import { readScope } from '../../tokens/scope.ts'
import { respondToUser, type TokenCall, type TokenResponse } from './respond.ts'

/**
 * Redeems an authorization code, once.
 *
 * @see [RFC 7636 §4.6](https://www.rfc-editor.org/rfc/rfc7636#section-4.6)
 */
export async function authorizationCode(call: TokenCall): Promise<TokenResponse> {
  const { client, entra, form, notes } = call
  const found = entra.grants.codes.get(form.need('code'))
  if (!found) throw refuse.grantMalformed()
  const code = found.value
  notes.user = code.session.user.upn
  if (code.app !== client) throw refuse.otherClient()
  if (code.redeemed) throw refuse.codeRedeemed()
  if (found.expired) throw refuse.codeExpired()
  if (form.need('redirect_uri') !== code.redirectUri) throw refuse.otherRedirectUri()
  if (code.codeChallenge !== s256(form.get('code_verifier'))) throw refuse.codeVerifier()
  code.redeemed = true
  const { session, nonce } = code
  if (session.revokedAt !== undefined) {
    throw refuse.grantRevoked(iso(session.authTime), iso(session.revokedAt))
  }
  const text = form.get('scope') ?? code.scope
  notes.scopes = text.split(' ')
  const demand = readClaims(code.claims, form.get('claims'))
  return respondToUser(call, { session, scope: readScope(text, entra.directory), demand, nonce })
}

function s256(verifier: string | undefined): string | undefined {
  return verifier && createHash('sha256').update(verifier).digest('base64url')
}

const iso = (ms: number): string => new Date(ms).toISOString()
