import type { App, Resource, User } from './model.ts'

/** Which delegated permissions a user has let a client use. */
export interface Consents {
  granted(user: User, app: App, resource: Resource): readonly string[]
  grant(user: User, app: App, resource: Resource, permissions: readonly string[]): void
}

export function createConsents(): Consents {
  const given = new Map<string, Set<string>>()
  const key = (user: User, app: App, resource: Resource): string =>
    [user.id, app.clientId, resource.clientId].join()
  return {
    granted(user, app, resource) {
      const asked = given.get(key(user, app, resource)) ?? []
      return app.consent === 'admin' ? delegatedTo(app, resource) : [...asked]
    },
    grant(user, app, resource, permissions) {
      const before = given.get(key(user, app, resource)) ?? []
      given.set(key(user, app, resource), new Set([...before, ...permissions]))
    },
  }
}

/** Permissions an application is registered for at a resource. */
export function delegatedTo(app: App, resource: Resource): readonly string[] {
  return permissionsAt(app.delegated, resource)
}

export function permissionsAt(
  permissions: Readonly<Record<string, readonly string[]>>,
  { uri, clientId }: Resource,
): readonly string[] {
  return permissions[uri] ?? permissions[clientId] ?? []
}
