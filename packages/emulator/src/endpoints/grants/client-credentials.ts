import { refuse } from '../../errors/catalog.ts'
import { readClaims } from '../../policy/claims-demand.ts'
import type { Directory } from '../../tenant/directory.ts'
import { isConfidential } from '../../tenant/model.ts'
import { checkResource, readScope } from '../../tokens/scope.ts'
import type { Grant, Responder } from './respond.ts'

interface ClientCredentialsParts {
  readonly directory: Directory
  readonly respond: Responder
}

/** @see [RFC 6749 §4.4](https://www.rfc-editor.org/rfc/rfc6749#section-4.4) */
export function createClientCredentialsGrant(parts: ClientCredentialsParts): Grant {
  const { directory, respond } = parts
  return (call) => {
    const { client, form, notes } = call
    if (!isConfidential(client)) throw refuse.missingCredential()
    const text = form.need('scope')
    notes.scopes = text.split(' ')
    const scope = readScope(text, directory)
    checkResource(form.get('resource'), [scope], directory)
    if (!scope.isDefault || scope.permissions.length > 0) throw refuse.scopeNotDefault(text)
    return respond.toApp(call, scope, readClaims(form.get('claims')))
  }
}
