import type { AccessTokenClaims } from '@caefetch/resource'

const schemas = 'http://schemas.microsoft.com/identity/claims/'

/** App Service names some claims by the URIs of SAML. */
const names: Readonly<Record<string, string>> = {
  [`${schemas}tenantid`]: 'tid',
  [`${schemas}objectidentifier`]: 'oid',
  [`${schemas}scope`]: 'scp',
  'http://schemas.microsoft.com/ws/2008/06/identity/claims/role': 'roles',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier': 'sub',
}
const times = new Set(['iat', 'nbf', 'exp', 'auth_time'])
const lists = new Set(['roles', 'acrs', 'xms_cc'])

/**
 * The claims that App Service Authentication has verified: `expressGuard(guard, { claims: easyAuthClaims })`.
 * Only behind it: it removes the header from what clients send, and nothing else does.
 */
export function easyAuthClaims({
  headers,
}: {
  headers: Record<string, string | string[] | undefined>
}): AccessTokenClaims | undefined {
  const principal = headers['x-ms-client-principal']
  if (typeof principal !== 'string') return undefined
  const { claims } = JSON.parse(Buffer.from(principal, 'base64').toString())
  const entries = new Map<string, unknown>()
  for (const { typ, val } of claims as { typ: string; val: string }[]) {
    const name = names[typ] ?? typ
    const before = entries.get(name)
    if (times.has(name)) entries.set(name, Number(val))
    else if (lists.has(name)) entries.set(name, [before ?? [], val].flat())
    else entries.set(name, val)
  }
  return Object.fromEntries(entries)
}
