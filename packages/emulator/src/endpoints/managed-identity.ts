import { createHash, timingSafeEqual } from 'node:crypto'
import { type Clock, epochSeconds } from '../clock.ts'
import { readClaims } from '../policy/claims-demand.ts'
import type { Authority } from '../tenant/authority.ts'
import type { Directory } from '../tenant/directory.ts'
import { type App, isConfidential, type Resource } from '../tenant/model.ts'
import { permissionsAt } from '../tenant/permissions.ts'
import type { IssueAccessToken } from '../tokens/access-token.ts'
import type { EndpointContext } from './context.ts'

interface ManagedIdentityParts {
  readonly authority: Authority
  readonly clock: Clock
  readonly directory: Directory
  readonly issueAccessToken: IssueAccessToken
}

interface ManagedIdentity {
  /**
   * The identity endpoint of App Service: `IDENTITY_ENDPOINT` is `{url}/msi/token`, `IDENTITY_HEADER` the
   * secret of the application that the identity is.
   *
   * @see [App Service managed identity](https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference)
   */
  appService(c: EndpointContext): Promise<Response>
  /**
   * The instance metadata service of virtual machines: `AZURE_POD_IDENTITY_AUTHORITY_HOST` is `{url}`. Without
   * `client_id`, the identity is the only application with permissions at the resource.
   *
   * @see [Managed identity on a virtual machine](https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token#get-a-token-using-http)
   */
  imds(c: EndpointContext): Promise<Response>
}

export function createManagedIdentity(parts: ManagedIdentityParts): ManagedIdentity {
  const { authority, clock, directory, issueAccessToken } = parts

  async function issue(c: EndpointContext, client: App, resource: Resource): Promise<object> {
    c.var.notes.client = client.name
    c.var.notes.grant = 'managed_identity'
    const permissions = permissionsAt(client.application, resource)
    // The endpoints take no claims, but the capability of MSAL's clients.
    const values = (c.req.query('xms_cc') ?? '').split(',').filter(Boolean)
    const demand = readClaims(JSON.stringify({ access_token: { xms_cc: { values } } }))
    const { token, expiresIn, uti } = await issueAccessToken({
      ...{ authority, client, resource, session: undefined, permissions, demand },
    })
    c.var.notes.issued = { kinds: ['access_token'], uti, expiresIn }
    return {
      access_token: token,
      client_id: client.clientId,
      expires_in: String(expiresIn),
      expires_on: String(epochSeconds(clock.now()) + expiresIn),
      resource: c.req.query('resource'),
      token_type: 'Bearer',
    }
  }

  const resourceOf = (c: EndpointContext): Resource | undefined =>
    directory.resource(c.req.query('resource') ?? '')

  return {
    async appService(c) {
      const header = c.req.header('x-identity-header') ?? ''
      const client = directory.apps.find((app) => isHeaderOf(app, header))
      const resource = resourceOf(c)
      if (!client?.enabled) {
        return c.json({ statusCode: 401, message: 'The X-IDENTITY-HEADER is of no identity.' }, 401)
      }
      if (!resource) return c.json({ statusCode: 400, message: 'There is no such resource.' }, 400)
      return c.json(await issue(c, client, resource))
    },

    async imds(c) {
      const refuse = (error: string, error_description: string): Response =>
        c.json({ error, error_description }, 400)
      // What a page or a redirect makes a program send has no such header.
      if (c.req.header('metadata')?.toLowerCase() !== 'true') {
        return refuse('invalid_request', 'Required metadata header not specified')
      }
      const resource = resourceOf(c)
      if (!resource) return refuse('invalid_resource', 'There is no such resource.')
      const clientId = c.req.query('client_id')
      const clients = directory.apps.filter(
        (app) =>
          app.enabled &&
          isConfidential(app) &&
          (clientId === undefined
            ? permissionsAt(app.application, resource).length > 0
            : app.clientId === clientId.toLowerCase()),
      )
      const [client] = clients
      if (!client || clients.length > 1) {
        return refuse('invalid_request', 'Identity not found: say which by client_id.')
      }
      return c.json(await issue(c, client, resource))
    },
  }
}

function isHeaderOf({ secret }: App, header: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return secret !== undefined && timingSafeEqual(digest(secret), digest(header))
}
