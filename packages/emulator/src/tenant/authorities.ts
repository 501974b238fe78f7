import { type Authority, createAuthority } from './authority.ts'
import type { Directory } from './directory.ts'

/** The tenants that can be addressed. */
export interface Authorities {
  readonly home: Authority
  /** By the first part of a path: a tenant's id or domain, or an alias that stands for home. */
  find(segment: string): Authority | undefined
}

const aliases = ['common', 'organizations']

export function createAuthorities(origin: string, { tenantId, domain }: Directory): Authorities {
  const home = createAuthority(origin, tenantId)
  const segments = new Set([tenantId.toLowerCase(), domain.toLowerCase(), ...aliases])
  return {
    home,
    find: (segment) => (segments.has(segment.toLowerCase()) ? home : undefined),
  }
}
