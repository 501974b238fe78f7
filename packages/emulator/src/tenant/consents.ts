import type { App, Resource, User } from './model.ts'
import { delegatedTo } from './permissions.ts'

/** Which delegated permissions a user has let a client use. */
export interface Consents {
  granted(user: User, app: App, resource: Resource): readonly string[]
  grant(user: User, app: App, resource: Resource, permissions: readonly string[]): void
}

export function createConsents(): Consents {
  const consents = new Map<string, Set<string>>()
  const key = (user: User, app: App, resource: Resource): string =>
    [user.id, app.clientId, resource.clientId].join()
  return {
    granted(user, app, resource) {
      const permissions = consents.get(key(user, app, resource)) ?? []
      return app.consent === 'admin' ? delegatedTo(app, resource) : [...permissions]
    },
    grant(user, app, resource, permissions) {
      const before = consents.get(key(user, app, resource)) ?? []
      consents.set(key(user, app, resource), new Set([...before, ...permissions]))
    },
  }
}
