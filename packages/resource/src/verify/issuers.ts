import { isGuid } from '../canonical-id.ts'

/** Where Entra's v2.0 and v1.0 tokens say they come from. */
const entraIssuers: readonly string[] = [
  'https://login.microsoftonline.com/{tenantid}/v2.0',
  'https://sts.windows.net/{tenantid}/',
]

/** Which tenants' tokens are taken. */
export type Tenants =
  | string
  | readonly string[]
  | ((tenantId: string) => boolean | Promise<boolean>)

/** The function that knows the tenants has failed: the token is not at fault. */
class TenantsUnavailableError extends Error {
  override readonly name = 'TenantsUnavailableError'
}

/** Whose tokens are taken. */
export interface Issuers {
  /** Where they come from; with `{tenantid}` in it, from each tenant that is taken. */
  readonly names: readonly string[]
  /** @throws {@link TenantsUnavailableError} where the function that knows the tenants fails. */
  takes(iss: unknown, tid: unknown): boolean | Promise<boolean>
}

/**
 * Whether a token of this `iss` and `tid` is taken. The two are bound to each other: all tenants share
 * their signing keys, so a token's `iss` alone would let any tenant in that can name another one.
 */
export function createIssuers(
  issuers: readonly string[] = entraIssuers,
  tenants: Tenants | undefined,
): Issuers {
  const names =
    typeof tenants === 'string'
      ? issuers.map((issuer) => issuer.replaceAll('{tenantid}', tenants))
      : issuers
  const isTaken = typeof tenants === 'function' ? tenantsBy(tenants) : amongTenants(tenants)
  return {
    names,
    takes(iss, tid) {
      if (!isTaken) return issuers.some((issuer) => issuer === iss)
      if (typeof tid !== 'string' || !isGuid(tid)) return false
      const fits = issuers.some((issuer) => issuer.replaceAll('{tenantid}', tid) === iss)
      return fits && isTaken(tid.toLowerCase())
    },
  }
}

function amongTenants(tenants: string | readonly string[] | undefined) {
  if (tenants === undefined) return undefined
  const ids = new Set([tenants].flat().map((id) => id.toLowerCase()))
  return (id: string) => ids.has(id)
}

function tenantsBy(isTenant: (tenantId: string) => boolean | Promise<boolean>) {
  return async (id: string): Promise<boolean> => {
    try {
      return (await isTenant(id)) === true
    } catch (cause) {
      throw new TenantsUnavailableError('The tenants cannot be known.', { cause })
    }
  }
}

/** Where Entra publishes the keys of these tenants. */
export function entraKeys(tenants: Tenants | undefined): string {
  const tenant = typeof tenants === 'string' ? tenants : 'common'
  return `https://login.microsoftonline.com/${tenant}/discovery/v2.0/keys`
}
