import { refuse } from '../errors/catalog.ts'
import type { Directory } from '../tenant/directory.ts'
import { graphUri } from '../tenant/graph-uri.ts'
import type { App, Resource } from '../tenant/model.ts'
import { delegatedTo } from '../tenant/permissions.ts'

const oidcScopes = ['openid', 'profile', 'email', 'offline_access']

/** A `scope` parameter, understood. */
export interface Scope {
  readonly resource: Resource
  /** Permissions by name, without the resource; empty for `.default` alone. */
  readonly permissions: readonly string[]
  readonly isDefault: boolean
  /** `openid`, `profile`, `email` and `offline_access`, as far as they were asked for. */
  readonly oidc: readonly string[]
}

/** Reads a `scope` parameter that is about one resource, as the token endpoint wants it. */
export function readScope(text: string, directory: Directory): Scope {
  const [scope, ...others] = readScopes(text, directory)
  if (!scope || others.length > 0) throw refuse.severalResources()
  return scope
}

/**
 * Reads a `scope` parameter, resource by resource; permissions without a resource are Microsoft
 * Graph's, as in Entra.
 */
export function readScopes(text: string, directory: Directory): Scope[] {
  const items = [...new Set(text.split(' ').filter(Boolean))]
  const oidc = items.filter((item) => oidcScopes.includes(item))
  const rest = items
    .filter((item) => !oidcScopes.includes(item))
    .map((item) => split(item, directory))
  const resources = new Set(rest.map(({ resource }) => resource))
  if (resources.size === 0) resources.add(findResource(graphUri, directory))
  return [...resources].map((resource) => {
    const named = rest.filter((each) => each.resource === resource).map((each) => each.permission)
    const permissions = named.filter((permission) => permission !== '.default')
    const unknown = permissions.find((permission) => !resource.scopes.includes(permission))
    if (unknown !== undefined) throw refuse.unknownScope(unknown, resource.uri)
    return { resource, permissions, isDefault: named.includes('.default'), oidc }
  })
}

/** Permissions as a client reads them in a response. */
export function formatScope(scope: Scope, granted: readonly string[]): string {
  const { uri } = scope.resource
  const permissions = uri === graphUri ? granted : granted.map((name) => `${uri}/${name}`)
  const names = [...permissions, ...(scope.isDefault ? [`${uri}/.default`] : []), ...scope.oidc]
  return [...new Set(names)].join(' ')
}

/** What a scope means by name: `.default` is everything the application is registered for. */
export function permissionsOf(app: App, scope: Scope): readonly string[] {
  return scope.isDefault
    ? [...new Set([...delegatedTo(app, scope.resource), ...scope.permissions])]
    : scope.permissions
}

/** Throws AADSTS9010010 where a `resource` (RFC 8707) is another API than the scopes'. */
export function checkResource(
  name: string | undefined,
  scopes: readonly Scope[],
  directory: Directory,
): void {
  if (name === undefined) return
  const resource = directory.resource(name)
  if (!resource || scopes.some((scope) => scope.resource !== resource))
    throw refuse.foreignResource()
}

function split(item: string, directory: Directory): { resource: Resource; permission: string } {
  const slash = item.lastIndexOf('/')
  if (slash < 0) return { resource: findResource(graphUri, directory), permission: item }
  const permission = item.slice(slash + 1)
  const resource = item.slice(0, slash)
  if (!permission || !resource) throw refuse.scopeMalformed(item)
  return { resource: findResource(resource, directory), permission }
}

function findResource(name: string, directory: Directory): Resource {
  const resource = directory.resource(name)
  if (!resource) throw refuse.unknownResource(name)
  return resource
}
