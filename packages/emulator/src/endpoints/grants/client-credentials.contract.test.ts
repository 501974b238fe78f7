import { generateKeyPairSync } from 'node:crypto'
import { ConfidentialClientApplication, InteractionRequiredAuthError } from '@azure/msal-node'
import { decodeJwt, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import type { Emulator } from '../../emulator.ts'
import { startEmulator } from '../../start-emulator.ts'
import { readyTenant } from '../../tenant/ready-tenant.ts'

const scopes = ['api://orders/.default']

function daemon(emulator: Emulator, clientCapabilities?: string[]) {
  const { auth } = emulator.msalConfig('daemon')
  return new ConfidentialClientApplication({
    auth: { ...auth, ...(clientCapabilities && { clientCapabilities }) },
  })
}

describe('client credentials', () => {
  it('plain http through authorityMetadata: a secret gets a token, and no discovery is asked', async () => {
    await using emulator = await startEmulator()
    const result = await daemon(emulator).acquireTokenByClientCredential({ scopes })
    expect(decodeJwt(result?.accessToken ?? '')).toMatchObject({
      iss: emulator.issuer,
      aud: emulator.audience('api://orders'),
      tid: emulator.tenantId,
      idtyp: 'app',
      roles: ['Orders.Read.All', 'Orders.ReadWrite.All'],
      ver: '2.0',
    })
    expect(emulator.journal.entries()).toMatchObject([
      { endpoint: 'token', client: 'daemon', grant: 'client_credentials', scopes, status: 200 },
    ])
  })

  it('a client without the capability gets a token of 60 to 90 minutes', async () => {
    await using emulator = await startEmulator()
    const result = await daemon(emulator).acquireTokenByClientCredential({ scopes })
    const { exp = 0, iat = 0, xms_cc } = decodeJwt(result?.accessToken ?? '')
    expect(exp - iat).toBeGreaterThanOrEqual(3600)
    expect(exp - iat).toBeLessThanOrEqual(5400)
    expect(xms_cc).toBeUndefined()
    expect(result?.refreshOn).toBeUndefined()
  })

  it('a capable client gets one of 24 to 28 hours, to be renewed half way', async () => {
    await using emulator = await startEmulator()
    const before = Date.now()
    const result = await daemon(emulator, ['CP1']).acquireTokenByClientCredential({ scopes })
    const { exp = 0, iat = 0, xms_cc } = decodeJwt(result?.accessToken ?? '')
    expect(exp - iat).toBeGreaterThanOrEqual(24 * 3600)
    expect(exp - iat).toBeLessThanOrEqual(28 * 3600)
    expect(xms_cc).toEqual(['CP1'])
    expect(result?.refreshOn?.getTime()).toBeGreaterThan(before + 12 * 3_600_000 - 2000)
  })

  it('claims bring a new token, past the cache', async () => {
    await using emulator = await startEmulator()
    const app = daemon(emulator, ['cp1'])
    const first = await app.acquireTokenByClientCredential({ scopes })
    await emulator.revokeSessions('daemon')
    const value = String(Math.floor(emulator.clock.now() / 1000))
    const claims = JSON.stringify({ access_token: { nbf: { essential: true, value } } })
    const second = await app.acquireTokenByClientCredential({ scopes, claims })
    expect(second?.accessToken).not.toBe(first?.accessToken)
    expect(Number(decodeJwt(second?.accessToken ?? '').iat)).toBeGreaterThanOrEqual(Number(value))
    expect(emulator.journal.tokenRequests()).toHaveLength(2)
    expect(emulator.journal.tokenRequests()[1]?.claims).toMatchObject({
      access_token: { nbf: { essential: true, value }, xms_cc: { values: ['cp1'] } },
    })
  })

  it('an authentication context that needs a person surfaces, with claims', async () => {
    await using emulator = await startEmulator()
    const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'
    const error = await daemon(emulator, ['cp1'])
      .acquireTokenByClientCredential({ scopes, claims })
      .catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(InteractionRequiredAuthError)
    expect(error).toMatchObject({ errorCode: 'interaction_required', subError: 'basic_action' })
    const { claims: mend } = error as InteractionRequiredAuthError
    expect(JSON.parse(mend)).toMatchObject({
      access_token: { acrs: { essential: true, value: 'c1' } },
    })
  })

  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const withKey = {
    apps: { ...readyTenant.apps, daemon: { ...readyTenant.apps.daemon, keys: [publicKey] } },
  }

  it('a certificate signs the client in', async () => {
    await using emulator = await startEmulator(withKey)
    const { clientSecret: _, ...auth } = emulator.msalConfig('daemon').auth
    const clientCertificate = { thumbprintSha256: 'AB'.repeat(32), privateKey }
    const app = new ConfidentialClientApplication({ auth: { ...auth, clientCertificate } })
    const result = await app.acquireTokenByClientCredential({ scopes })
    expect(decodeJwt(result?.accessToken ?? '').azp).toBe(auth.clientId)
  })

  it('so does an assertion of its own making', async () => {
    await using emulator = await startEmulator(withKey)
    const { clientSecret: _, ...auth } = emulator.msalConfig('daemon').auth
    const { importPKCS8 } = await import('jose')
    const key = await importPKCS8(privateKey, 'PS256')
    const clientAssertion = ({
      clientId,
      tokenEndpoint = '',
    }: {
      clientId: string
      tokenEndpoint?: string
    }) =>
      new SignJWT()
        .setProtectedHeader({ alg: 'PS256' })
        .setIssuer(clientId)
        .setSubject(clientId)
        .setAudience(tokenEndpoint)
        .setExpirationTime('5m')
        .sign(key)
    const app = new ConfidentialClientApplication({ auth: { ...auth, clientAssertion } })
    const result = await app.acquireTokenByClientCredential({ scopes })
    expect(decodeJwt(result?.accessToken ?? '').azp).toBe(auth.clientId)
  })

  it('a wrong secret is refused as Entra does', async () => {
    await using emulator = await startEmulator()
    const { auth } = emulator.msalConfig('daemon')
    const app = new ConfidentialClientApplication({ auth: { ...auth, clientSecret: 'wrong' } })
    await expect(app.acquireTokenByClientCredential({ scopes })).rejects.toMatchObject({
      errorCode: 'invalid_client',
      errorNo: 7000215,
      message: expect.stringMatching(
        /AADSTS7000215: .* Trace ID: .* Correlation ID: .* Timestamp: /,
      ),
    })
    expect(String(emulator.journal)).not.toContain('wrong')
  })
})
