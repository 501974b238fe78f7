import { type Authority, createAuthority } from './authority.ts'
import type { Directory } from './directory.ts'

/** The tenants that can be addressed. */
export interface Authorities extends Iterable<Authority> {
  readonly home: Authority
  /** By the first part of a path: a tenant's id or domain, or an alias that stands for home. */
  find(segment: string): Authority | undefined
}

const aliases = ['common', 'organizations']

export function createAuthorities(origin: string, { tenants, tenantId }: Directory): Authorities {
  const home = createAuthority(origin, tenantId)
  const others = tenants.filter((tenant) => tenant.tenantId !== tenantId)
  const authorities = new Map(
    [home, ...others.map((tenant) => createAuthority(origin, tenant.tenantId))].map((authority) => [
      authority.tenantId,
      authority,
    ]),
  )
  const segments = new Map(tenants.map((tenant) => [tenant.domain.toLowerCase(), tenant.tenantId]))
  for (const alias of aliases) segments.set(alias, tenantId)
  return {
    home,
    find(segment) {
      const name = segment.toLowerCase()
      return authorities.get(segments.get(name) ?? name)
    },
    [Symbol.iterator]: () => authorities.values(),
  }
}
