import { createHash, timingSafeEqual } from 'node:crypto'
import { type Clock, epochSeconds } from '../clock.ts'
import { readClaims } from '../policy/claims-demand.ts'
import type { Authority } from '../tenant/authority.ts'
import type { Directory } from '../tenant/directory.ts'
import type { App } from '../tenant/model.ts'
import { permissionsAt } from '../tenant/permissions.ts'
import type { IssueAccessToken } from '../tokens/access-token.ts'
import type { EndpointContext } from './context.ts'

interface ManagedIdentityParts {
  readonly authority: Authority
  readonly clock: Clock
  readonly directory: Directory
  readonly issueAccessToken: IssueAccessToken
}

/**
 * The identity endpoint of App Service: `IDENTITY_ENDPOINT` is `{url}/msi/token`, `IDENTITY_HEADER` the
 * secret of the application that the identity is.
 *
 * @see [App Service managed identity](https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference)
 */
export function createManagedIdentity(parts: ManagedIdentityParts) {
  const { authority, clock, directory, issueAccessToken } = parts
  return async (c: EndpointContext): Promise<Response> => {
    const header = c.req.header('x-identity-header') ?? ''
    const client = directory.apps.find((app) => isHeaderOf(app, header))
    const resource = directory.resource(c.req.query('resource') ?? '')
    if (!client || client.enabled === false) {
      return c.json({ statusCode: 401, message: 'The X-IDENTITY-HEADER is of no identity.' }, 401)
    }
    if (!resource) return c.json({ statusCode: 400, message: 'There is no such resource.' }, 400)
    c.var.notes.client = client.name
    c.var.notes.grant = 'managed_identity'
    const permissions = permissionsAt(client.application, resource)
    // The endpoint takes no claims, but the capability of MSAL's clients.
    const values = (c.req.query('xms_cc') ?? '').split(',').filter(Boolean)
    const demand = readClaims(JSON.stringify({ access_token: { xms_cc: { values } } }))
    const { token, expiresIn, uti } = await issueAccessToken({
      ...{ authority, client, resource, session: undefined, permissions, demand },
    })
    c.var.notes.issued = { kinds: ['access_token'], uti, expiresIn }
    return c.json({
      access_token: token,
      client_id: client.clientId,
      expires_on: String(epochSeconds(clock.now()) + expiresIn),
      resource: c.req.query('resource'),
      token_type: 'Bearer',
    })
  }
}

function isHeaderOf({ secret }: App, header: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return secret !== undefined && timingSafeEqual(digest(secret), digest(header))
}
