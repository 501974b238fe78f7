import { refuse } from '../errors/catalog.ts'
import { readForm } from '../server/form.ts'
import type { Authorities } from '../tenant/authorities.ts'
import { authorityOf } from './authority-of.ts'
import type { AuthenticateClient } from './client-authentication.ts'
import type { EndpointContext } from './context.ts'
import type { Grant } from './grants/respond.ts'

interface TokenEndpointParts {
  readonly authorities: Authorities
  readonly authenticate: AuthenticateClient
  /** By `grant_type`. */
  readonly grants: ReadonlyMap<string, Grant>
}

const grantNames = new Map([
  ['urn:ietf:params:oauth:grant-type:jwt-bearer', 'on_behalf_of'],
  ['urn:ietf:params:oauth:grant-type:device_code', 'device_code'],
])

/** @see [RFC 6749 §3.2](https://www.rfc-editor.org/rfc/rfc6749#section-3.2) */
export function createTokenEndpoint({ authorities, authenticate, grants }: TokenEndpointParts) {
  return async (c: EndpointContext): Promise<Response> => {
    const { notes } = c.var
    c.header('cache-control', 'no-store')
    const authority = authorityOf(authorities, c)
    const form = await readForm(c.req.raw)
    const grantType = form.need('grant_type')
    notes.grant = grantNames.get(grantType) ?? grantType
    const grant = grants.get(grantType)
    if (!grant) throw refuse.unsupportedGrant(grantType)
    const client = await authenticate(authority, form, c.req.header('authorization'))
    notes.client = client.name
    // Only a single page app may redeem from a browser; Entra tells by the Origin header.
    if (c.req.header('origin') !== undefined && client.platform !== 'spa') {
      throw refuse.crossOrigin()
    }
    return c.json({ ...(await grant({ authority, form, client, notes })) })
  }
}
