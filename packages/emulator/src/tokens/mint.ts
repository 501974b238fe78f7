import { readClaims } from '../policy/claims-demand.ts'
import type { Entra } from '../tenant/authority.ts'
import { permissionsAt } from '../tenant/consents.ts'
import { found } from '../tenant/need.ts'
import { issueAccessToken } from './access-token.ts'
import { readScope } from './scope.ts'

/** A token wanted by a test, without the protocol around it. */
export interface MintRequest {
  /** The client application's name. */
  client: string
  /** Full scopes, e.g. `['api://orders/orders.read']`, or `['api://orders/.default']`. */
  scopes: readonly string[]
  /** User principal name. Default: the application itself. */
  user?: string | undefined
  /** Whether the user shows a second factor. Default: `false`. */
  mfa?: boolean | undefined
  /** Client capabilities. Default: `['cp1']`. */
  capabilities?: readonly string[] | undefined
}

/** Issues a token in a new session; policies are not asked. */
export async function mintAccessToken(entra: Entra, request: MintRequest): Promise<string> {
  const { mfa = false, capabilities = ['cp1'] } = request
  const { directory, sessions } = entra
  const client = found('app', request.client, directory.app(request.client))
  const user =
    request.user === undefined
      ? undefined
      : found('user', request.user, directory.user(request.user))
  const { resource, isDefault, permissions } = readScope(request.scopes.join(' '), directory)
  const granted = permissionsAt(user ? client.delegated : client.application, resource)
  const xms_cc = { values: [...capabilities] }
  const { token } = await issueAccessToken(entra, {
    client,
    resource,
    session: user && sessions.start(user, { mfa }),
    permissions: isDefault ? granted : permissions,
    demand: readClaims(JSON.stringify({ access_token: { xms_cc } })),
  })
  return token
}
