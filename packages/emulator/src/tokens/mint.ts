import { permissionsAt } from '../directory/consents.ts'
import type { Entra } from '../entra.ts'
import { readClaims } from '../policy/claims-demand.ts'
import { issueAccessToken } from './access-token.ts'
import { readScope } from './scope.ts'

/** A token wanted by a test, without the protocol around it. */
export interface MintRequest {
  /** The client application's name. */
  client: string
  /** Full scopes, e.g. `['api://orders/orders.read']`, or `['api://orders/.default']`. */
  scopes: readonly string[]
  /** User principal name. Default: the application itself. */
  user?: string
  /** Whether the user shows a second factor. Default `false`. */
  mfa?: boolean
  /** Client capabilities. Default `['cp1']`. */
  capabilities?: readonly string[]
}

/** Issues a token in a new session; policies are not asked. */
export async function mintAccessToken(entra: Entra, request: MintRequest): Promise<string> {
  const { mfa = false, capabilities = ['cp1'] } = request
  const client = entra.directory.app(request.client)
  if (!client) throw new RangeError(`there is no app ${JSON.stringify(request.client)}`)
  const user = request.user === undefined ? undefined : entra.directory.user(request.user)
  if (request.user !== undefined && !user) {
    throw new RangeError(`there is no user ${JSON.stringify(request.user)}`)
  }
  const { resource, isDefault, permissions } = readScope(request.scopes.join(' '), entra.directory)
  const granted = permissionsAt(user ? client.delegated : client.application, resource)
  const xms_cc = { values: [...capabilities] }
  const { token } = await issueAccessToken(entra, {
    client,
    resource,
    session: user && entra.sessions.start(user, { mfa }),
    permissions: isDefault ? granted : permissions,
    demand: readClaims(JSON.stringify({ access_token: { xms_cc } })),
  })
  return token
}
