import type { Directory } from '../directory/directory.ts'
import type { Resource } from '../directory/model.ts'
import { refuse } from '../errors/catalog.ts'

const OIDC = ['openid', 'profile', 'email', 'offline_access']
const GRAPH = 'https://graph.microsoft.com'

/** A `scope` parameter, understood. */
export interface Scope {
  readonly resource: Resource
  /** Permissions by name, without the resource; empty for `.default` alone. */
  readonly permissions: readonly string[]
  readonly isDefault: boolean
  /** `openid`, `profile`, `email` and `offline_access`, as far as they were asked for. */
  readonly oidc: readonly string[]
}

/** Reads a `scope` parameter; permissions without a resource are Microsoft Graph's, as in Entra. */
export function readScope(text: string, directory: Directory): Scope {
  const items = [...new Set(text.split(' ').filter(Boolean))]
  const oidc = items.filter((item) => OIDC.includes(item))
  const rest = items.filter((item) => !OIDC.includes(item)).map(split)
  const [resourceId = GRAPH, ...others] = new Set(rest.map(({ resource }) => resource))
  const resource = directory.resource(resourceId)
  if (!resource) throw refuse.unknownResource(resourceId)
  if (others.some((other) => directory.resource(other) !== resource)) {
    throw refuse.severalResources()
  }
  const named = rest.map(({ permission }) => permission)
  const permissions = named.filter((permission) => permission !== '.default')
  const unknown = permissions.find((permission) => !resource.scopes.includes(permission))
  if (unknown !== undefined) throw refuse.unknownScope(unknown, resource.uri)
  return { resource, permissions, isDefault: named.includes('.default'), oidc }
}

/** Permissions as a client reads them in a response. */
export function formatScope(scope: Scope, granted: readonly string[]): string {
  const { uri } = scope.resource
  const permissions = uri === GRAPH ? granted : granted.map((name) => `${uri}/${name}`)
  return [...permissions, ...(scope.isDefault ? [`${uri}/.default`] : []), ...scope.oidc].join(' ')
}

function split(item: string): { resource: string; permission: string } {
  const slash = item.lastIndexOf('/')
  if (slash < 0) return { resource: GRAPH, permission: item }
  const permission = item.slice(slash + 1)
  const resource = item.slice(0, slash).replace(/\/$/, '')
  if (!permission || !resource) throw refuse.scopeMalformed(item)
  return { resource, permission }
}
