import { refuse } from '../errors/catalog.ts'
import type { Authorities } from '../tenant/authorities.ts'
import type { Authority } from '../tenant/authority.ts'
import type { EndpointContext } from './context.ts'

/** The tenant that the path names, by id, by domain or by an alias; throws AADSTS90002. */
export function authorityOf(authorities: Authorities, c: EndpointContext): Authority {
  const tenant = c.req.param('tenant') ?? ''
  const authority = authorities.find(tenant)
  if (!authority) throw refuse.unknownTenant(tenant)
  return authority
}
