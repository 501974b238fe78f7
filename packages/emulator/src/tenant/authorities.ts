import { type Authority, createAuthority } from './authority.ts'
import type { Directory } from './directory.ts'
import { initialDomain } from './tenant-hosts.ts'

/** The tenants that can be addressed. */
export interface Authorities extends Iterable<Authority> {
  readonly home: Authority
  /** By the first part of a path: a tenant's id or domain, or an alias that stands for home. */
  find(segment: string): Authority | undefined
}

const aliases = ['common', 'organizations']

export function createAuthorities(origin: string, { tenants, tenantId }: Directory): Authorities {
  const authorities = new Map(
    tenants.map((tenant) => [tenant.tenantId, createAuthority(origin, tenant)]),
  )
  const home = authorities.get(tenantId)
  if (!home) throw new TypeError('The tenant itself is one of them.')
  const segments = new Map(
    tenants.flatMap((tenant) => [
      [initialDomain(tenant.domain).toLowerCase(), tenant.tenantId],
      [tenant.domain.toLowerCase(), tenant.tenantId],
    ]),
  )
  // Nobody can find an external tenant by the people in it.
  if (home.type === 'workforce') for (const alias of aliases) segments.set(alias, tenantId)
  return {
    home,
    find(segment) {
      const name = segment.toLowerCase()
      return authorities.get(segments.get(name) ?? name)
    },
    [Symbol.iterator]: () => authorities.values(),
  }
}
