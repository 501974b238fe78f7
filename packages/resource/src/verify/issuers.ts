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

/**
 * Whether a token of this `iss` and `tid` is taken. The two are bound to each other: all tenants share
 * their signing keys, so a token's `iss` alone would let any tenant in that can name another one.
 */
export function createIssuerCheck(
  issuers: readonly string[] = entraIssuers,
  tenants: Tenants | undefined,
): (iss: unknown, tid: unknown) => Promise<boolean> {
  const allowed = typeof tenants === 'function' ? tenants : amongTenants(tenants)
  return async (iss, tid) => {
    if (!allowed) return issuers.some((issuer) => issuer === iss)
    if (typeof tid !== 'string' || !isGuid(tid)) return false
    const fits = issuers.some((issuer) => issuer.replaceAll('{tenantid}', tid) === iss)
    return fits && (await allowed(tid.toLowerCase())) === true
  }
}

function amongTenants(tenants: string | readonly string[] | undefined) {
  if (tenants === undefined) return undefined
  const ids = new Set([tenants].flat().map((id) => id.toLowerCase()))
  return (id: string) => ids.has(id)
}

/** Where Entra publishes the keys of these tenants. */
export function entraKeys(tenants: Tenants | undefined): string {
  const tenant = typeof tenants === 'string' ? tenants : 'common'
  return `https://login.microsoftonline.com/${tenant}/discovery/v2.0/keys`
}

/**
 * The audiences under which Entra names the same API: an application ID URI with and without a slash
 * at the end, and the client id that `api://` stands before by default.
 */
export function audienceVariants(audiences: readonly string[]): string[] {
  const variants = audiences.flatMap((audience) => {
    const bare = audience.replace(/\/$/, '')
    const id = bare.replace(/^api:\/\//i, '')
    const named = isGuid(id) ? [id, `api://${id}`] : [bare]
    return [...named, ...named.filter((name) => name.includes('://')).map((name) => `${name}/`)]
  })
  return [...new Set(variants)]
}
