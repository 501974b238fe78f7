import { ConfigurationError } from '@caefetch/core'
import { guidOf } from '../ids.ts'
import type { Plan } from '../plan.ts'
import { firstPartyApps } from './microsoft-graph.ts'
import type { App, Resource, User } from './model.ts'
import { thereIsNo } from './need.ts'
import { unknownPermissionsIn } from './permissions.ts'
import type { TenantName } from './tenant-hosts.ts'

/** Who and what is in the tenant. */
export interface Directory {
  /** The tenant itself, and the others where its users are guests. */
  readonly tenants: readonly TenantName[]
  readonly tenantId: string
  readonly domain: string
  readonly users: readonly User[]
  readonly apps: readonly App[]
  /** What users, apps and APIs go by: what a misspelt name is compared with. */
  readonly names: {
    readonly users: readonly string[]
    readonly apps: readonly string[]
    readonly resources: readonly string[]
  }
  user(upnOrId: string): User | undefined
  app(nameOrClientId: string): App | undefined
  /** By application ID URI (a slash at the end is ignored) or client id. */
  resource(uriOrClientId: string): Resource | undefined
}

export function createDirectory(plan: Plan): Directory {
  const { domain, type } = plan.tenant
  const tenantId = plan.tenant.id ?? guidOf('tenant', domain)
  const guestTenants = Object.entries(plan.otherTenants).map(([domain, { id, guests }]) => ({
    tenantId: id ?? guidOf('tenant', domain),
    domain,
    type,
    guests,
  }))
  const users = Object.entries(plan.users).map(([upn, options]) =>
    toUser(tenantId, upn, options, guestTenants),
  )
  const apps = Object.entries({ ...firstPartyApps, ...plan.apps }).map(([name, options]) =>
    toApp(tenantId, name, options),
  )
  const resources = apps.flatMap(({ resource }) => resource ?? [])

  const directory: Directory = {
    tenants: [{ tenantId, domain, type }, ...guestTenants],
    tenantId,
    domain,
    users,
    apps,
    names: {
      users: users.map(({ upn }) => upn),
      apps: apps.map(({ name }) => name),
      resources: resources.map(({ uri }) => uri),
    },
    user: lookup(users, ({ upn, objectIds }) => [upn, ...Object.values(objectIds)]),
    app: lookup(apps, ({ name, clientId }) => [name, clientId]),
    resource(uriOrClientId) {
      const wanted = uriOrClientId.replace(/\/$/, '')
      return resources.find(({ uri, clientId }) => same(uri, wanted) || same(clientId, wanted))
    },
  }
  const problems = [
    ...unknownPermissionsIn(apps, directory),
    ...unknownGuests(guestTenants, directory),
    ...twins(apps),
  ]
  if (problems.length > 0) throw new ConfigurationError(`startEmulator: ${problems.join('; ')}`)
  return directory
}

function twins(apps: readonly App[]): string[] {
  const ids = apps.flatMap(({ clientId, resource }) => [clientId, resource?.uri ?? []].flat())
  const names = ids.map((id) => id.toLowerCase())
  return names
    .filter((id, index) => names.indexOf(id) !== index)
    .map((id) => `apps: two of them are ${id}`)
}

interface GuestTenant extends TenantName {
  readonly guests: readonly string[]
}

function unknownGuests(tenants: readonly GuestTenant[], { user, names }: Directory): string[] {
  return tenants.flatMap(({ domain, guests }) =>
    guests
      .filter((upn) => !user(upn))
      .map((upn) => `otherTenants.${domain}.guests: ${thereIsNo('user', upn, names.users)}`),
  )
}

function toUser(
  tenantId: string,
  upn: string,
  options: Plan['users'][string],
  guestTenants: readonly GuestTenant[],
): User {
  const name = options.name ?? upn.replace(/@.*/, '')
  const id = guidOf('user', tenantId, upn)
  const isGuest = ({ guests }: GuestTenant): boolean => guests.some((guest) => same(guest, upn))
  const abroad = guestTenants
    .filter(isGuest)
    .map((each) => [each.tenantId, guidOf('user', each.tenantId, upn)])
  const objectIds = { [tenantId]: id, ...Object.fromEntries(abroad) }
  return { ...options, id, objectIds, upn, name, enabled: true, deleted: false }
}

function toApp(tenantId: string, name: string, options: Plan['apps'][string]): App {
  const clientId = options.clientId ?? guidOf('app', tenantId, name)
  return {
    ...options,
    name,
    clientId,
    id: guidOf('service principal', tenantId, name),
    registrationId: guidOf('application', tenantId, name),
    secret: options.secret,
    isFirstParty: Object.hasOwn(firstPartyApps, name),
    resource: options.resource && { ...options.resource, clientId, appName: name },
    enabled: true,
  }
}

function lookup<T>(
  items: readonly T[],
  keys: (item: T) => readonly string[],
): (key: string) => T | undefined {
  const index = new Map(items.flatMap((item) => keys(item).map((key) => [key.toLowerCase(), item])))
  return (key) => index.get(key.toLowerCase())
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()
