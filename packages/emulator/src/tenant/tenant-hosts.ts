import type { TenantType } from './model.ts'

/** A tenant by what its addresses are made of. */
export interface TenantName {
  readonly tenantId: string
  readonly domain: string
  readonly type: TenantType
}

/** Where the tenants of a workforce sign in. */
const microsoftOrigin = 'https://login.microsoftonline.com'

/** The first part of a tenant's domain: `contoso`. */
const nameOf = (domain: string): string => domain.replace(/\..*/, '')

/** The domain that every tenant has besides its own. */
export const initialDomain = (domain: string): string => `${nameOf(domain)}.onmicrosoft.com`

/**
 * Where people sign in to the real tenant that this one stands for.
 *
 * @see [External tenants](https://learn.microsoft.com/entra/external-id/customers/concept-supported-features-customers)
 */
export const realOrigin = ({ type, domain }: Pick<TenantName, 'type' | 'domain'>): string =>
  type === 'external' ? `https://${nameOf(domain)}.ciamlogin.com` : microsoftOrigin

/** The `iss` of v2.0 tokens of an external tenant: its id is in the host as well, wherever people signed in. */
export const externalIssuer = (tenantId: string): string =>
  `https://${tenantId}.ciamlogin.com/${tenantId}/v2.0`
