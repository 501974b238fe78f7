import { decodeClaims, encodeClaims, readClaimsChallenge } from '@caefetch/core'
import { describe, expect, it } from 'vitest'
import type { Emulator } from '../emulator.ts'
import { startEmulator } from '../start-emulator.ts'
import { startOrdersApi } from './start-orders-api.ts'

const daemon = { client: 'daemon', scopes: ['api://orders/.default'] }
const mia = { client: 'spa', user: 'mfa-user@contoso.test', scopes: ['api://orders/.default'] }

async function setup(propagationDelay: '0s' | '15m' = '0s') {
  const emulator = await startEmulator({ port: false, propagationDelay })
  const api = await startOrdersApi(emulator, { port: false })
  const call = (method: string, path: string, token?: string, body?: string) =>
    api.fetch(
      new Request(`${api.url}${path}`, {
        method,
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
        ...(body !== undefined && { body }),
      }),
    )
  return { emulator, api, call }
}

const second = (emulator: Emulator) => String(Math.floor(emulator.clock.now() / 1000))

describe('start orders api', () => {
  it('serves whoever has the scope or the role', async () => {
    const { emulator, call } = await setup()
    for (const request of [daemon, mia]) {
      expect((await call('GET', '/orders', await emulator.accessToken(request))).status).toBe(200)
    }
    const me = await call('GET', '/me', await emulator.accessToken(mia))
    expect(await me.json()).toMatchObject({ user: 'mfa-user@contoso.test', authContexts: [] })
  })

  it('no token: a bare challenge without an error', async () => {
    const { emulator, call } = await setup()
    const response = await call('GET', '/orders')
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe(
      `Bearer realm="", authorization_uri="${emulator.url}/common/oauth2/authorize"`,
    )
  })

  it('a token that is made up, expired or for another API is invalid', async () => {
    const { emulator, call } = await setup()
    const other = await emulator.accessToken({ ...mia, scopes: ['api://web-api/.default'] })
    const expired = await emulator.accessToken(mia)
    await emulator.clock.advance('29h')
    for (const token of ['made.up.entirely', other, expired]) {
      const response = await call('GET', '/orders', token)
      expect(response.status).toBe(401)
      expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"')
      expect(readClaimsChallenge(response)).toBeUndefined()
    }
  })

  it('a missing scope is a plain 403', async () => {
    const { emulator, call } = await setup()
    const token = await emulator.accessToken({ ...mia, scopes: ['api://orders/orders.read'] })
    const response = await call('POST', '/orders', token, '{}')
    expect(response.status).toBe(403)
    expect(response.headers.get('www-authenticate')).toContain('error="insufficient_scope"')
  })

  it('a revoked session is challenged at once, and a token issued right after is good', async () => {
    const { emulator, api, call } = await setup()
    const before = await emulator.accessToken(mia)
    await emulator.revokeSessions('mfa-user@contoso.test')
    const after = await emulator.accessToken(mia)
    const cutoff = second(emulator)
    const response = await call('POST', '/orders', before, '{}')
    expect(response.status).toBe(401)
    expect(response.headers.get('access-control-expose-headers')).toBe('WWW-Authenticate')
    expect(readClaimsChallenge(response)).toMatchObject({
      error: 'insufficient_claims',
      claims: { access_token: { nbf: { essential: true, value: cutoff } } },
    })
    expect((await call('POST', '/orders', after, '{}')).status).toBe(201)
    expect(api.requests).toEqual([
      { method: 'POST', path: '/orders', status: 401, executed: false },
      { method: 'POST', path: '/orders', status: 201, executed: true },
    ])
    expect(api.executions()).toEqual(new Map([['{}', 1]]))
  })

  it('a revocation concerns nobody else', async () => {
    const { emulator, call } = await setup()
    const token = await emulator.accessToken({ ...mia, user: 'plain-user@contoso.test' })
    await emulator.revokeSessions('mfa-user@contoso.test')
    await emulator.revokeSessions('daemon')
    expect((await call('GET', '/orders', token)).status).toBe(200)
  })

  it('the API learns of a revocation after the propagation delay', async () => {
    const { emulator, call } = await setup('15m')
    const token = await emulator.accessToken(daemon)
    await emulator.revokeSessions('daemon')
    await emulator.clock.advance('14m')
    expect((await call('GET', '/orders', token)).status).toBe(200)
    await emulator.clock.advance('1m')
    expect((await call('GET', '/orders', token)).status).toBe(401)
  })

  it('deleting an order is behind the authentication context c1', async () => {
    const { emulator, call } = await setup()
    const response = await call('DELETE', '/orders/1', await emulator.accessToken(mia))
    expect(response.status).toBe(401)
    const [, encoded = ''] =
      /claims="([^"]+)"/.exec(response.headers.get('www-authenticate') ?? '') ?? []
    expect(decodeClaims(encoded)).toEqual({
      access_token: { acrs: { essential: true, value: 'c1' } },
    })
    const strong = await emulator.accessToken({ ...mia, mfa: true })
    expect((await call('DELETE', '/orders/1', strong)).status).toBe(204)
    expect((await call('DELETE', '/orders/1', strong)).status).toBe(404)
  })

  it('a client that cannot answer is told what is missing, never challenged', async () => {
    const { emulator, call } = await setup()
    const token = await emulator.accessToken({ ...mia, capabilities: [] })
    const forbidden = await call('DELETE', '/orders/1', token)
    expect(forbidden.status).toBe(403)
    await emulator.revokeSessions('mfa-user@contoso.test')
    const revoked = await call('GET', '/orders', token)
    expect(revoked.status).toBe(401)
    for (const response of [forbidden, revoked]) {
      expect(readClaimsChallenge(response)).toBeUndefined()
      expect(response.headers.get('www-authenticate')).toContain('lacks the client capability cp1')
    }
  })

  it('challenges in another dialect when it is told to', async () => {
    await using emulator = await startEmulator({ port: false })
    await using api = await startOrdersApi(emulator, {
      port: false,
      challenge: (claims) =>
        new Response(null, {
          status: 401,
          headers: {
            'www-authenticate': `Bearer authorization_uri="https://login.windows.net/", error="invalid_token", error_description="User session has been revoked", claims="${encodeClaims(claims)}"`,
          },
        }),
    })
    const headers = { authorization: `Bearer ${await emulator.accessToken(mia)}` }
    const request = new Request(`${api.url}/orders/1`, { method: 'DELETE', headers })
    expect(readClaimsChallenge(await api.fetch(request))).toMatchObject({
      error: 'invalid_token',
      claims: { access_token: { acrs: { essential: true, value: 'c1' } } },
    })
  })

  it('is throttled by what stands before it, and has then done nothing', async () => {
    await using emulator = await startEmulator({ port: false })
    const answers = [Response.json({}, { status: 429, headers: { 'retry-after': '1' } })]
    const gateway = () => answers.pop()
    await using api = await startOrdersApi(emulator, { port: false, gateway })
    const headers = { authorization: `Bearer ${await emulator.accessToken(daemon)}` }
    const place = () => api.fetch(new Request(`${api.url}/orders`, { method: 'POST', headers }))
    const throttled = await place()
    expect([throttled.status, throttled.headers.get('retry-after')]).toEqual([429, '1'])
    expect((await place()).status).toBe(201)
    expect(api.requests.map(({ executed }) => executed)).toEqual([false, true])
  })

  it('listens on loopback', async () => {
    await using emulator = await startEmulator()
    await using api = await startOrdersApi(emulator)
    const headers = { authorization: `Bearer ${await emulator.accessToken(daemon)}` }
    const response = await fetch(`${api.url}/orders`, { headers })
    expect(await response.json()).toEqual([{ id: '1', body: { item: 'a first order' } }])
  })
})
