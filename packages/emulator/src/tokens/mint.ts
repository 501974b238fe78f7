import { readClaims } from '../policy/claims-demand.ts'
import type { Sessions } from '../sign-in/sessions.ts'
import type { Authorities } from '../tenant/authorities.ts'
import type { Directory } from '../tenant/directory.ts'
import { need } from '../tenant/need.ts'
import { permissionsAt } from '../tenant/permissions.ts'
import type { IssueAccessToken } from './access-token.ts'
import { readScope } from './scope.ts'

/** A token wanted by a test, without the protocol around it. */
export interface MintRequest {
  /** The client application's name. */
  client: string
  /** Full scopes, e.g. `['api://orders/orders.read']`, or `['api://orders/.default']`. */
  scopes: readonly string[]
  /** User principal name. Default: the application itself. */
  user?: string | undefined
  /** The tenant that issues it, by id or domain. Default: the user's own. */
  tenant?: string | undefined
  /** Whether the user shows a second factor. Default: `false`. */
  mfa?: boolean | undefined
  /** Client capabilities. Default: `['cp1']`. */
  capabilities?: readonly string[] | undefined
}

interface MintParts {
  readonly authorities: Authorities
  readonly directory: Directory
  readonly sessions: Sessions
  readonly issueAccessToken: IssueAccessToken
}

/** Issues tokens, each in a new session; policies are not asked. */
export function createMint(parts: MintParts): (request: MintRequest) => Promise<string> {
  const { authorities, directory, sessions, issueAccessToken } = parts
  return async ({ mfa = false, capabilities = ['cp1'], tenant, ...request }) => {
    const client = need('app', request.client, directory.app(request.client), directory.names.apps)
    const user =
      request.user === undefined
        ? undefined
        : need('user', request.user, directory.user(request.user), directory.names.users)
    const { resource, isDefault, permissions } = readScope(request.scopes.join(' '), directory)
    const granted = permissionsAt(user ? client.delegated : client.application, resource)
    const xms_cc = { values: [...capabilities] }
    const { token } = await issueAccessToken({
      authority:
        tenant === undefined ? authorities.home : need('tenant', tenant, authorities.find(tenant)),
      client,
      resource,
      session: user && sessions.start(user, { mfa }),
      permissions: isDefault ? granted : permissions,
      demand: readClaims(JSON.stringify({ access_token: { xms_cc } })),
    })
    return token
  }
}
