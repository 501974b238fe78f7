import { readClaimsChallenge } from '@caefetch/core'
import { describe, expect, it } from 'vitest'
import { mia, setup } from './graph-client.fixture.ts'

describe('access to Graph', () => {
  it('needs a token that is for Graph, of this tenant, and not too old', async () => {
    const { call, emulator, token } = await setup()
    const invalid = { status: 401, body: { error: { code: 'InvalidAuthenticationToken' } } }
    const orders = await token({ scopes: ['api://orders/.default'], client: 'daemon' })
    const forged = `${(await token()).split('.').slice(0, 2).join('.')}.AAAA`
    for (const bearer of [orders, forged, 'x', '']) {
      expect(await call('GET', '/users', undefined, bearer)).toMatchObject(invalid)
    }
    const old = await token()
    await emulator.clock.advance('29h')
    const late = await call('GET', '/users', undefined, old)
    expect(late).toMatchObject(invalid)
    expect(JSON.stringify(late.body)).toContain('expired')
    expect(late.headers.get('www-authenticate')).toMatch(/^Bearer realm="", authorization_uri="/)
  })

  it('errors have every member that Graph gives them', async () => {
    const { call } = await setup()
    const { body, headers } = await call('GET', '/users/x')
    expect(body).toEqual({
      error: {
        code: 'Request_ResourceNotFound',
        message: expect.stringContaining("'x'"),
        innerError: {
          date: '2026-03-01T12:00:00',
          'request-id': headers.get('request-id'),
          'client-request-id': headers.get('client-request-id'),
        },
      },
    })
  })

  it.each<[string, string, unknown?]>([
    ['GET', '/users'],
    ['GET', '/applications'],
    ['GET', '/identity/conditionalAccess/policies'],
    ['POST', '/identity/conditionalAccess/policies', {}],
    ['PATCH', '/identity/conditionalAccess/authenticationContextClassReferences/c1', {}],
    ['POST', '/identityProtection/riskyUsers/dismiss', { userIds: ['x'] }],
    ['POST', `/users/${mia}/revokeSignInSessions`],
    ['PATCH', `/users/${mia}`, { accountEnabled: false }],
  ])('%s %s is denied to who lacks the permission', async (method, path, body) => {
    const { call, token, emulator } = await setup()
    const scopes = ['https://graph.microsoft.com/User.Read']
    const user = await token({ client: 'spa', user: mia, scopes })
    const { journal } = emulator
    expect(await call(method, path, body, user)).toMatchObject({
      status: 403,
      body: { error: { code: 'Authorization_RequestDenied' } },
    })
    expect(journal.entries()).toEqual([])
  })

  it('ends with a challenge like Graph’s own once the session is revoked', async () => {
    const { call, emulator, token } = await setup()
    const scopes = ['https://graph.microsoft.com/User.Read']
    const request = { client: 'spa', user: mia, scopes }
    const [capable, plain] = [await token(request), await token({ ...request, capabilities: [] })]
    emulator.events.propagationDelay = '15m'
    await emulator.revokeSessions(mia)
    expect((await call('GET', '/me', undefined, capable)).status).toBe(200)
    await emulator.clock.advance('15m')
    const { status, headers, body } = await call('GET', '/me', undefined, capable)
    expect(readClaimsChallenge(new Response(null, { status, headers }))).toMatchObject({
      error: 'insufficient_claims',
      claims: { access_token: { nbf: { essential: true, value: '1772366400' } } },
    })
    expect(headers.get('access-control-expose-headers')).toContain('WWW-Authenticate')
    expect(headers.get('www-authenticate')).toContain('errorDescription="Continuous access')
    expect(body).toMatchObject({ error: { code: 'InvalidAuthenticationToken' } })
    expect((await call('GET', '/me', undefined, plain)).status).toBe(200)
    expect((await call('GET', '/me', undefined, await token(request))).status).toBe(200)
  })

  it('needs an authentication context where the tenant says so', async () => {
    const { call, token } = await setup({ graph: { authContexts: { '/me': 'c1' } } })
    const request = { client: 'spa', user: mia, scopes: ['https://graph.microsoft.com/User.Read'] }
    const { status, headers } = await call('GET', '/me', undefined, await token(request))
    expect(readClaimsChallenge(new Response(null, { status, headers }))?.claims).toEqual({
      access_token: { acrs: { essential: true, value: 'c1' } },
    })
    const plain = await token({ ...request, capabilities: [] })
    expect((await call('GET', '/me', undefined, plain)).status).toBe(403)
    const strong = await token({ ...request, mfa: true })
    expect((await call('GET', '/me', undefined, strong)).status).toBe(200)
  })

  it('fails on purpose as any endpoint does', async () => {
    const { call, emulator } = await setup()
    emulator.faults.add({ endpoint: 'graph', status: 429, retryAfter: 3 })
    const { status, headers, body } = await call('GET', '/users')
    expect([status, headers.get('retry-after')]).toEqual([429, '3'])
    expect(body).toMatchObject({ error: { code: 'TooManyRequests' } })
    emulator.faults.add({ endpoint: 'graph', cut: true })
    await expect(call('GET', '/users')).rejects.toThrow('fetch failed')
    expect((await call('GET', '/users')).status).toBe(200)
  })

  it.each([
    ['/v2.0/users', 'Invalid version'],
    ['/v1.0/nothing', "segment 'nothing'"],
  ])('%s is nowhere', async (path, words) => {
    const { call, emulator } = await setup()
    const { status, body } = await call('GET', emulator.graphUrl + path)
    expect(status).toBe(400)
    expect(JSON.stringify(body)).toContain(words)
  })
})
