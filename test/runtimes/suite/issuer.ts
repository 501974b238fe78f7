import { exportJWK, generateKeyPair, SignJWT } from 'jose'

export const tenant = '11111111-1111-4111-8111-111111111111'
export const audience = '33333333-3333-4333-8333-333333333333'
export const receiver = 'https://api.contoso.test/events'
export const transmitter = 'https://transmitter.test/'

const pair = generateKeyPair('RS256')
const stranger = generateKeyPair('RS256')

/** The clock of the checks, in seconds. */
export const now = Math.floor(Date.now() / 1000)

/** Signs a user's token as Entra does; `forged` has someone else's key do it. */
export async function sign(members: object = {}, forged = false, typ = 'JWT'): Promise<string> {
  const claims = {
    aud: audience,
    iss: `https://login.microsoftonline.com/${tenant}/v2.0`,
    iat: now - 60,
    nbf: now - 60,
    exp: now + 3600,
    azp: 'client-of-contoso',
    oid: 'user-of-contoso',
    sid: 'session-of-contoso',
    uti: 'token-of-contoso',
    tid: tenant,
    scp: 'orders.read',
    ver: '2.0',
    xms_cc: ['CP1'],
    ...members,
  }
  const { privateKey } = await (forged ? stranger : pair)
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ, kid: '1' }).sign(privateKey)
}

/** Serves the key, as Entra does. */
export async function fetchKeys(): Promise<Response> {
  const issuer = 'https://login.microsoftonline.com/{tenantid}/v2.0'
  const key = await exportJWK((await pair).publicKey)
  return Response.json({ keys: [{ ...key, kid: '1', use: 'sig', issuer }] })
}
