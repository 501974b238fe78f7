import { readClaims } from '../../policy/claims-demand.ts'
import type { Directory } from '../../tenant/directory.ts'
import type { AuthorizationCodes } from '../../tokens/authorization-code.ts'
import { checkResource, readScope } from '../../tokens/scope.ts'
import type { Grant, Responder } from './respond.ts'

interface AuthorizationCodeParts {
  readonly directory: Directory
  readonly codes: AuthorizationCodes
  readonly respond: Responder
}

/** Redeems an authorization code. */
export function createAuthorizationCodeGrant(parts: AuthorizationCodeParts): Grant {
  const { directory, codes, respond } = parts
  return (call) => {
    const { client, form, notes } = call
    const code = form.need('code')
    notes.user = codes.find(code).session.user.upn
    const redirectUri = form.need('redirect_uri')
    const grant = codes.redeem(code, { client, redirectUri, verifier: form.get('code_verifier') })
    const { session, nonce, claims, family } = grant
    const text = form.get('scope') ?? grant.scope
    notes.scopes = text.split(' ')
    const demand = readClaims(claims, form.get('claims'))
    const asked = readScope(text, directory)
    checkResource(form.get('resource'), [asked], directory)
    return respond.toUser(call, { session, scope: asked, demand, nonce, family })
  }
}
