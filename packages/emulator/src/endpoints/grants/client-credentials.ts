import { refuse } from '../../errors/catalog.ts'
import { readClaims } from '../../policy/claims-demand.ts'
import { isConfidential } from '../../tenant/model.ts'
import { readScope } from '../../tokens/scope.ts'
import { respondToApp, type TokenCall, type TokenResponse } from './respond.ts'

/** @see [RFC 6749 §4.4](https://www.rfc-editor.org/rfc/rfc6749#section-4.4) */
export async function clientCredentials(call: TokenCall): Promise<TokenResponse> {
  const { client, entra, form, notes } = call
  if (!isConfidential(client)) throw refuse.missingCredential()
  const text = form.need('scope')
  notes.scopes = text.split(' ')
  const scope = readScope(text, entra.directory)
  if (!scope.isDefault || scope.permissions.length > 0) throw refuse.scopeNotDefault(text)
  return respondToApp(call, scope, readClaims(form.get('claims')))
}
