import { createRemoteJWKSet, customFetch, jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { startEmulator } from '../start-emulator.ts'

const scopes = ['api://orders/.default']

describe('discovery', () => {
  it('the discovery document leads to keys that verify tokens', async () => {
    await using emulator = await startEmulator()
    const url = `${emulator.url}/${emulator.tenantId}/v2.0/.well-known/openid-configuration`
    const document = await (await fetch(url)).json()
    expect(document.issuer).toBe(emulator.issuer)
    expect(document.token_endpoint).toBe(`${emulator.url}/${emulator.tenantId}/oauth2/v2.0/token`)
    const keys = createRemoteJWKSet(new URL(document.jwks_uri))
    const token = await emulator.accessToken({ client: 'daemon', scopes })
    const { protectedHeader } = await jwtVerify(token, keys, { issuer: emulator.issuer })
    expect(protectedHeader).toMatchObject({ typ: 'JWT', alg: 'RS256' })
  })

  it('paths are compared in any case, and tenants by id, domain or alias', async () => {
    await using emulator = await startEmulator({ port: false })
    const get = async (path: string) =>
      (await emulator.fetch(new Request(`${emulator.url}${path}`))).status
    expect(await get('/COMMON/V2.0/.Well-Known/OpenID-Configuration')).toBe(200)
    expect(await get('/contoso.test/v2.0/.well-known/openid-configuration')).toBe(200)
    expect(await get(`/${emulator.tenantId}/Discovery/v2.0/Keys`)).toBe(200)
    expect(await get('/fabrikam.test/v2.0/.well-known/openid-configuration')).toBe(400)
    expect(emulator.journal.entries({ status: 400 })).toMatchObject([{ error: { code: 90002 } }])
  })

  it('without a socket the emulator is Microsoft by name', async () => {
    await using emulator = await startEmulator({ port: false })
    expect(emulator.url).toBe('https://login.microsoftonline.com')
    expect(emulator.issuer).toBe(`https://login.microsoftonline.com/${emulator.tenantId}/v2.0`)
    expect(emulator.msalConfig('daemon').auth.authorityMetadata).toBeUndefined()
    const keys = createRemoteJWKSet(new URL(emulator.jwksUri), {
      [customFetch]: (url, init) => emulator.fetch(new Request(url, init)),
    })
    const token = await emulator.accessToken({ client: 'daemon', scopes })
    await jwtVerify(token, keys, { issuer: emulator.issuer })
  })

  it('instance discovery tells MSAL where the tenant is', async () => {
    await using emulator = await startEmulator()
    const response = await fetch(`${emulator.url}/common/discovery/instance?api-version=1.1`)
    expect(await response.json()).toMatchObject({
      tenant_discovery_endpoint: expect.stringContaining(emulator.tenantId),
      metadata: [{ aliases: [new URL(emulator.url).host] }],
    })
  })

  it('receivers of security events find the issuer and its keys', async () => {
    await using emulator = await startEmulator()
    const path = new URL(emulator.issuer).pathname
    const response = await fetch(`${emulator.url}/.well-known/ssf-configuration${path}`)
    expect(await response.json()).toMatchObject({
      issuer: emulator.issuer,
      jwks_uri: emulator.jwksUri,
      delivery_methods_supported: ['urn:ietf:rfc:8935'],
    })
  })
})
