import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose'
import { createGuard, type Guard, type GuardEvent, type GuardOptions } from './index.ts'

export const tenant = '11111111-1111-4111-8111-111111111111'
export const otherTenant = '22222222-2222-4222-8222-222222222222'
export const api = '33333333-3333-4333-8333-333333333333'
/** The moment at which the fixtures' clock stands, in seconds since the epoch. */
export const noon = Date.UTC(2026, 2, 1, 12) / 1000

const pair = generateKeyPair('RS256', { extractable: true })
const stranger = generateKeyPair('RS256')

export const v2 = (tid: string): string => `https://login.microsoftonline.com/${tid}/v2.0`
export const v1 = (tid: string): string => `https://sts.windows.net/${tid}/`

type Claims = Record<string, unknown>

/** A user's token as Entra issues it; members given as undefined are left out. */
export const userClaims = (more: Claims = {}): Claims => ({
  aud: api,
  iss: v2(tenant),
  iat: noon - 60,
  nbf: noon - 60,
  exp: noon + 3600,
  azp: 'client-of-contoso',
  oid: 'user-of-contoso',
  sid: 'session-of-contoso',
  tid: tenant,
  uti: 'token-of-contoso',
  scp: 'orders.read',
  ver: '2.0',
  xms_cc: ['CP1'],
  ...more,
})

/** Signs claims; `stranger` makes a key of someone else's do it. */
export async function sign(
  claims: Claims,
  header: { alg?: string; kid?: string; typ?: string; stranger?: boolean } = {},
): Promise<string> {
  const { stranger: isStranger = false, ...rest } = header
  const { privateKey } = await (isStranger ? stranger : pair)
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: 'key-1', ...rest })
    .sign(privateKey)
}

/** A token of which all but the signature was made by hand. */
export function forge(header: object, claims: object, signature = ''): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return [part(header), part(claims), signature].join('.')
}

export const publicPem = async (): Promise<string> =>
  exportSPKI((await pair).publicKey as CryptoKey)

/** Serves the key, as Entra does. */
export async function keySet(more: Record<string, unknown> = {}): Promise<Response> {
  const jwk = { ...(await exportJWK((await pair).publicKey)), kid: 'key-1', use: 'sig' }
  return Response.json({ keys: [{ ...jwk, issuer: v2('{tenantid}'), ...more }] })
}

/** A guard whose clock stands at noon, and what it told. */
export function setGuard(options: Partial<GuardOptions> = {}): {
  guard: Guard
  events: GuardEvent[]
} {
  const events: GuardEvent[] = []
  const guard = createGuard({
    tenantId: tenant,
    audience: api,
    now: () => noon * 1000,
    fetch: () => keySet(),
    onEvent: (event) => events.push(event),
    ...options,
  })
  return { guard, events }
}

export const call = (token: string, headers: Record<string, string> = {}): Request =>
  new Request('https://api.contoso.test/orders', {
    headers: { authorization: `Bearer ${token}`, ...headers },
  })
