import { PublicClientApplication } from '@azure/msal-node'
import { type Emulator, startEmulator } from '@caefetch/emulator'
import { createRemoteJWKSet, decodeProtectedHeader, errors, jwtVerify } from 'jose'
import { expect, test } from 'vitest'

const mia = 'mfa-user@contoso.test'
const scopes = ['api://orders/orders.read']

/** What any OpenID Connect client reads first. */
async function discover(emulator: Emulator) {
  const url = `${emulator.url}/${emulator.tenantId}/v2.0/.well-known/openid-configuration`
  const metadata: { issuer: string; jwks_uri: string } = await (await fetch(url)).json()
  return { ...metadata, keys: createRemoteJWKSet(new URL(metadata.jwks_uri)) }
}

async function signIn(emulator: Emulator) {
  const { auth } = emulator.msalConfig('cli')
  const app = new PublicClientApplication({ auth })
  const result = await app.acquireTokenByDeviceCode({
    scopes,
    deviceCodeCallback: ({ userCode }) => emulator.approveDeviceCode(userCode, mia),
  })
  return { accessToken: '', idToken: '', ...result, clientId: auth.clientId }
}

test.each([false, true])(
  'jose verifies what MSAL was given, by the document alone (https: %s)',
  async (https) => {
    await using emulator = await startEmulator({ https })
    emulator.certificate?.trust()
    const { issuer, keys } = await discover(emulator)
    const { accessToken, idToken, clientId } = await signIn(emulator)
    const access = await jwtVerify(accessToken, keys, {
      issuer,
      audience: emulator.audience('api://orders'),
      algorithms: ['RS256'],
      typ: 'JWT',
    })
    expect(access.payload).toMatchObject({ scp: 'orders.read', azp: clientId })
    const id = await jwtVerify(idToken, keys, { issuer, audience: clientId })
    expect(id.payload).toMatchObject({ preferred_username: mia, oid: access.payload.oid })
    await expect(jwtVerify(idToken, keys, { audience: 'another' })).rejects.toThrow(
      errors.JWTClaimValidationFailed,
    )
  },
)

test('jose finds a key that came later, and misses one that is retired', async () => {
  await using emulator = await startEmulator()
  const { keys, jwks_uri } = await discover(emulator)
  const impatient = createRemoteJWKSet(new URL(jwks_uri), { cooldownDuration: 0 })
  const before = await signIn(emulator)
  for (const source of [keys, impatient]) await jwtVerify(before.idToken, source)
  await emulator.rotateKeys()
  const after = await signIn(emulator)
  expect(decodeProtectedHeader(after.idToken).kid).not.toBe(
    decodeProtectedHeader(before.idToken).kid,
  )
  for (const { accessToken, idToken } of [after, before]) {
    await jwtVerify(accessToken, impatient)
    await jwtVerify(idToken, impatient)
  }
  // By default jose asks for keys once in 30 seconds: a rotation in a test is too soon for it.
  await expect(jwtVerify(after.idToken, keys)).rejects.toThrow(errors.JWKSNoMatchingKey)
  await emulator.rotateKeys({ retire: true })
  await impatient.reload()
  await expect(jwtVerify(after.idToken, impatient)).rejects.toThrow(errors.JWKSNoMatchingKey)
})
