import type { EmulatorOptions } from '../options.ts'
import type { ConsoleParts } from './console.ts'

type TenantParts = Pick<ConsoleParts, 'directory' | 'policies' | 'bus'>

/** The tenant as it is now, as options of `startEmulator`: a `tenant.json` for the command's `--config`. */
export function tenantJson({ directory, policies, bus }: TenantParts): EmulatorOptions {
  const { tenantId, domain, tenants, users, apps } = directory
  const type = tenants[0]?.type
  const others = tenants.filter((tenant) => tenant.tenantId !== tenantId)
  return {
    tenant: { id: tenantId, domain, type },
    ...(others.length > 0 && {
      otherTenants: Object.fromEntries(
        others.map((tenant) => [
          tenant.domain,
          {
            id: tenant.tenantId,
            guests: users.filter((user) => user.objectIds[tenant.tenantId]).map(({ upn }) => upn),
          },
        ]),
      ),
    }),
    users: Object.fromEntries(
      users
        .filter((user) => !user.deleted)
        .map(({ upn, name, password, canMfa, risk, location, deviceCompliant }) => [
          upn,
          { name, password, canMfa, risk, location, deviceCompliant },
        ]),
    ),
    apps: Object.fromEntries(
      apps
        .filter((app) => !app.isFirstParty)
        .map((app) => [
          app.name,
          {
            clientId: app.clientId,
            platform: app.platform,
            secret: app.secret,
            keys: app.keys,
            assertionReplay: app.assertionReplay,
            idTokens: app.idTokens,
            redirectUris: app.redirectUris,
            resource: app.resource && withoutIds(app.resource),
            delegated: app.delegated,
            application: app.application,
            consent: app.consent,
          },
        ]),
    ),
    policies: policies.list(),
    propagationDelay: bus.propagationDelay,
  }
}

function withoutIds(resource: NonNullable<TenantParts['directory']['apps'][number]['resource']>) {
  const { clientId: _, appName: __, ...options } = resource
  return options
}
