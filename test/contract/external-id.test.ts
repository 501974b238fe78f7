import { ConfidentialClientApplication, PublicClientApplication } from '@azure/msal-node'
import { type Emulator, startEmulator, startOrdersApi } from '@caefetch/emulator'
import { createCaeFetch, withCae } from '@caefetch/node'
import { createGuard } from '@caefetch/resource'
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createPageDriver } from '../../packages/emulator/src/sign-in/page-driver.fixture.ts'

// A tenant of Microsoft Entra External ID, as MSAL and APIs know it.

const mia = 'mfa-user@contoso.test'
const scopes = ['api://orders/orders.read', 'api://orders/orders.write']
const redirectUri = 'http://localhost:3000/auth'
const external = { tenant: { type: 'external' } } as const
const issuerOf = ({ tenantId }: Emulator) => `https://${tenantId}.ciamlogin.com/${tenantId}/v2.0`

afterEach(() => vi.unstubAllGlobals())

async function signIn(emulator: Emulator, app: PublicClientApplication) {
  const request = { scopes, redirectUri, responseMode: 'query' } as const
  const page = await createPageDriver(emulator).open(await app.getAuthCodeUrl(request))
  const { left } = await page.submit('login', { as: mia })
  return app.acquireTokenByCode({ ...request, code: left?.searchParams.get('code') ?? '' })
}

describe('an external tenant', () => {
  it.each([false, true])(
    'signs its users in through MSAL, by its own host (https: %s)',
    async (https) => {
      await using emulator = await startEmulator({ ...external, https })
      emulator.certificate?.trust()
      const { auth } = emulator.msalConfig('cli')
      expect(auth.authority).toBe('https://contoso.ciamlogin.com/')
      const app = new PublicClientApplication({ auth })
      const result = await signIn(emulator, app)
      expect(result.account).toMatchObject({
        tenantId: emulator.tenantId,
        environment: 'contoso.ciamlogin.com',
        username: mia,
      })
      expect(decodeJwt(result.accessToken)).toMatchObject({
        iss: issuerOf(emulator),
        tid: emulator.tenantId,
      })
      const [account] = await app.getAllAccounts()
      if (!account) throw new Error('Nobody is signed in.')
      expect((await app.acquireTokenSilent({ account, scopes })).fromCache).toBe(true)
    },
  )

  it('is found by MSAL where External ID is, with no metadata at hand', async () => {
    await using emulator = await startEmulator({ ...external, port: false })
    const asked: string[] = []
    vi.stubGlobal('fetch', (input: RequestInfo | URL, init?: RequestInit) => {
      const request = new Request(input, init)
      asked.push(new URL(request.url).pathname)
      return emulator.fetch(request)
    })
    const { auth } = emulator.msalConfig('daemon')
    expect(auth).toMatchObject({ authority: 'https://contoso.ciamlogin.com/' })
    expect(auth).not.toHaveProperty('authorityMetadata')
    const app = new ConfidentialClientApplication({ auth })
    const result = await app.acquireTokenByClientCredential({ scopes: ['api://orders/.default'] })
    expect(decodeJwt(result?.accessToken ?? '').iss).toBe(issuerOf(emulator))
    expect(asked).toEqual([
      '/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration',
      `/${emulator.tenantId}/oauth2/v2.0/token`,
    ])
  })

  it('is discovered by its id, domain and initial domain, and by no alias', async () => {
    await using emulator = await startEmulator(external)
    const read = (tenant: string) =>
      fetch(`${emulator.url}/${tenant}/v2.0/.well-known/openid-configuration`)
    for (const tenant of [emulator.tenantId, 'contoso.test', 'Contoso.onmicrosoft.com']) {
      const { issuer, token_endpoint, jwks_uri } = await (await read(tenant)).json()
      expect(issuer).toBe(issuerOf(emulator))
      expect(token_endpoint).toBe(`${emulator.url}/${emulator.tenantId}/oauth2/v2.0/token`)
      const token = await emulator.accessToken({ client: 'spa', user: mia, scopes })
      await jwtVerify(token, createRemoteJWKSet(new URL(jwks_uri)), { issuer })
    }
    for (const alias of ['common', 'organizations']) expect((await read(alias)).status).toBe(400)
  })

  it('has tokens that a guard takes, and sessions that are recovered when they are revoked', async () => {
    await using emulator = await startEmulator(external)
    await using api = await startOrdersApi(emulator)
    const app = new ConfidentialClientApplication(withCae(emulator.msalConfig('daemon')))
    const caeFetch = createCaeFetch(app, {
      resources: { [api.url]: ['api://orders/.default'] },
    })
    expect((await caeFetch(`${api.url}/orders`)).status).toBe(200)
    await emulator.revokeSessions('daemon')
    expect((await caeFetch(`${api.url}/orders`)).status).toBe(200)
    expect(emulator.journal.tokenRequests()).toHaveLength(2)

    const guard = createGuard({
      tenantId: emulator.tenantId,
      audience: emulator.audience('api://orders'),
      issuer: issuerOf(emulator),
      jwksUri: emulator.jwksUri,
    })
    const token = await emulator.accessToken({ client: 'spa', user: mia, scopes })
    const headers = { authorization: `Bearer ${token}` }
    expect(await guard.check(new Request(api.url, { headers }))).toMatchObject({ ok: true })
  })
})
