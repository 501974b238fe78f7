import { refuse } from '../errors/catalog.ts'
import { readForm } from '../server/form.ts'
import { authenticateClient } from './client-authentication.ts'
import type { EndpointContext } from './context.ts'
import { checkTenant } from './discovery.ts'
import { authorizationCode } from './grants/authorization-code.ts'
import { clientCredentials } from './grants/client-credentials.ts'
import { deviceCode } from './grants/device-code.ts'
import { onBehalfOf } from './grants/on-behalf-of.ts'
import { refreshToken } from './grants/refresh-token.ts'
import type { TokenCall, TokenResponse } from './grants/respond.ts'

const grants = new Map<string, (call: TokenCall) => Promise<TokenResponse>>([
  ['authorization_code', authorizationCode],
  ['client_credentials', clientCredentials],
  ['refresh_token', refreshToken],
  ['urn:ietf:params:oauth:grant-type:jwt-bearer', onBehalfOf],
  ['urn:ietf:params:oauth:grant-type:device_code', deviceCode],
  ['device_code', deviceCode],
])

const grantNames = new Map([
  ['urn:ietf:params:oauth:grant-type:jwt-bearer', 'on_behalf_of'],
  ['urn:ietf:params:oauth:grant-type:device_code', 'device_code'],
])

/** @see [RFC 6749 §3.2](https://www.rfc-editor.org/rfc/rfc6749#section-3.2) */
export async function token(c: EndpointContext): Promise<Response> {
  const { entra, notes } = c.var
  c.header('cache-control', 'no-store')
  checkTenant(c)
  const form = await readForm(c.req.raw)
  const grantType = form.need('grant_type')
  notes.grant = grantNames.get(grantType) ?? grantType
  const grant = grants.get(grantType)
  if (!grant) throw refuse.unsupportedGrant(grantType)
  const client = await authenticateClient(entra, form, c.req.header('authorization'))
  notes.client = client.name
  // Only a single page app may redeem from a browser; Entra tells by the Origin header.
  if (c.req.header('origin') !== undefined && client.platform !== 'spa') throw refuse.crossOrigin()
  return c.json({ ...(await grant({ entra, form, client, notes })) })
}
