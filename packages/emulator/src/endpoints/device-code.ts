import { refuse } from '../errors/catalog.ts'
import { readClaims } from '../policy/claims-demand.ts'
import { readForm } from '../server/form.ts'
import { findClient } from '../tenant/find-client.ts'
import { isConfidential } from '../tenant/model.ts'
import { readScope } from '../tokens/scope.ts'
import type { EndpointContext } from './context.ts'
import { checkTenant } from './discovery.ts'

const lifetimeSeconds = 900
const intervalSeconds = 5

/** @see [RFC 8628 §3.1](https://www.rfc-editor.org/rfc/rfc8628#section-3.1) */
export async function deviceAuthorization(c: EndpointContext): Promise<Response> {
  const { entra, notes } = c.var
  checkTenant(c)
  const form = await readForm(c.req.raw)
  const app = findClient(entra.directory, form.need('client_id'))
  notes.client = app.name
  if (isConfidential(app)) throw refuse.missingCredential()
  const scope = form.need('scope')
  const claims = form.get('claims')
  notes.scopes = scope.split(' ')
  const { request } = readClaims(claims)
  if (request) notes.claims = request
  readScope(scope, entra.directory)
  const userCode = entra.ids.userCode()
  const key = entra.grants.newKey('D')
  const grant = { app, userCode, scope, claims, outcome: 'pending' as const }
  entra.grants.devices.add(key, grant, lifetimeSeconds * 1000)
  notes.issued = { kinds: ['device_code'] }
  const url = `${entra.origin}/devicelogin`
  return c.json({
    user_code: userCode,
    device_code: key,
    verification_uri: url,
    expires_in: lifetimeSeconds,
    interval: intervalSeconds,
    message: `To sign in, use a web browser to open the page ${url} and enter the code ${userCode} to authenticate.`,
  })
}
