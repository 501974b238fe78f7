import type { AppOptions, UserOptions } from '../options.ts'
import type { PolicyOptions } from '../policy/policy.ts'
import { graphUri } from './graph-uri.ts'
import { firstPartyApps } from './microsoft-graph.ts'

const orders = 'api://orders'
const graph = graphUri
const graphRoles = firstPartyApps['Microsoft Graph']?.resource?.roles ?? []
const everyOrder = ['orders.read', 'orders.write']
const everyRole = ['Orders.Read.All', 'Orders.ReadWrite.All']
const loopback = ['http://localhost/*', 'http://127.0.0.1/*', 'https://localhost/*']

/** The tenant that is there when no options are given; spread its parts to extend it. */
export const readyTenant: {
  readonly users: Record<string, UserOptions>
  readonly apps: Record<string, AppOptions>
  readonly authContexts: Record<string, string>
  readonly policies: PolicyOptions[]
} = {
  users: {
    'mfa-user@contoso.test': { name: 'Mia Ferrari', canMfa: true },
    'plain-user@contoso.test': { name: 'Pat Lain' },
  },
  apps: {
    spa: {
      platform: 'spa',
      redirectUris: loopback,
      delegated: {
        [orders]: everyOrder,
        'api://web-api': ['access_as_user'],
        [graph]: ['User.Read'],
      },
    },
    cli: {
      platform: 'native',
      redirectUris: loopback,
      delegated: {
        [orders]: everyOrder,
        'api://web-api': ['access_as_user'],
        [graph]: ['User.Read'],
      },
    },
    daemon: {
      secret: 'daemon-secret',
      application: { [orders]: everyRole, [graph]: ['User.Read.All'] },
    },
    /** Administers the tenant through Microsoft Graph. */
    admin: { secret: 'admin-secret', application: { [graph]: graphRoles } },
    'web-api': {
      secret: 'web-api-secret',
      redirectUris: loopback,
      resource: { uri: 'api://web-api', scopes: ['access_as_user'] },
      delegated: { [orders]: everyOrder, [graph]: ['User.Read'] },
    },
    orders: {
      resource: {
        uri: orders,
        scopes: everyOrder,
        roles: everyRole,
        optionalClaims: ['xms_cc', 'acrs', 'auth_time', 'sid'],
      },
    },
  },
  authContexts: { c1: 'Multifactor authentication' },
  policies: [{ name: 'Multifactor authentication for c1', authContexts: ['c1'], grant: ['mfa'] }],
}
