import { createRemoteJWKSet, customFetch, decodeJwt, jwtVerify } from 'jose'
import { describe, expect, it, vi } from 'vitest'
import type { Emulator } from '../emulator.ts'
import { startOrdersApi } from '../orders-api/start-orders-api.ts'
import { startEmulator } from '../start-emulator.ts'
import type { CriticalEvent } from './critical-event.ts'

const mia = 'mfa-user@contoso.test'
const pat = 'plain-user@contoso.test'

async function setup() {
  const emulator = await startEmulator({ port: false, clock: '2026-03-01T12:00:00Z', seed: 's' })
  const heard: CriticalEvent[] = []
  emulator.events.subscribe((event) => heard.push(event))
  const client_id = emulator.msalConfig('cli').auth.clientId
  const post = async (path: string, form: Record<string, string>) => {
    const body = new URLSearchParams({ client_id, ...form })
    const url = `${emulator.url}/${emulator.tenantId}/oauth2/v2.0/${path}`
    return (await emulator.fetch(new Request(url, { method: 'POST', body }))).json()
  }
  async function refreshTokenOf(user: string): Promise<string> {
    const scope = 'api://orders/orders.read offline_access'
    const { device_code, user_code } = await post('devicecode', { scope })
    emulator.approveDeviceCode(user_code, user)
    return (await post('token', { grant_type: 'device_code', device_code })).refresh_token
  }
  const renew = async (refresh_token: string, claims = ''): Promise<number | 'good'> => {
    const form = { grant_type: 'refresh_token', refresh_token, claims }
    const { error_codes } = await post('token', form)
    return error_codes?.[0] ?? 'good'
  }
  return { emulator, heard, refreshTokenOf, renew }
}

describe('critical events', () => {
  it.each<[string, (emulator: Emulator) => Promise<void>, string[], number]>([
    ['a revocation', (e) => e.revokeSessions(mia), ['session-revoked'], 50173],
    ['disabling the user', (e) => e.disableUser(mia), ['session-revoked'], 50173],
    ['deleting the user', (e) => e.deleteUser(mia), ['session-revoked'], 50173],
    [
      'a new password',
      (e) => e.changePassword(mia, 'x'),
      ['credential-change', 'session-revoked'],
      50173,
    ],
    ['enabling MFA', (e) => e.enableMfa(mia), ['assurance-level-change', 'session-revoked'], 50173],
    ['high risk', (e) => e.setRisk(mia, 'high'), ['risk-level-change', 'session-revoked'], 50173],
    [
      'a device out of compliance',
      (e) => e.setDeviceCompliance(mia, false),
      ['device-compliance-change', 'session-revoked'],
      50173,
    ],
  ])('%s kills refresh tokens and is told', async (_, cause, types, code) => {
    const { emulator, heard, refreshTokenOf, renew } = await setup()
    const [of, another] = [await refreshTokenOf(mia), await refreshTokenOf(pat)]
    await cause(emulator)
    expect(heard.map(({ type }) => type)).toEqual(types)
    expect(new Set(heard.map(({ transaction }) => transaction)).size).toBe(1)
    expect(heard.at(-1)?.cutoff?.at).toBe(emulator.clock.now() / 1000)
    expect(await renew(of)).toBe(code)
    expect(await renew(another)).toBe('good')
  })

  it.each<[string, (emulator: Emulator) => Promise<void>, string]>([
    ['medium risk', (e) => e.setRisk(mia, 'medium'), 'risk-level-change'],
    ['a compliant device', (e) => e.setDeviceCompliance(mia, true), 'device-compliance-change'],
    ['a move', (e) => e.moveTo(mia, { country: 'BR', ip: '198.51.100.9' }), 'token-claims-change'],
  ])('%s is told, and sessions live on', async (_, cause, type) => {
    const { emulator, heard, refreshTokenOf, renew } = await setup()
    const refreshToken = await refreshTokenOf(mia)
    await cause(emulator)
    expect(heard.map((event) => event.type)).toEqual([type])
    expect(await renew(refreshToken)).toBe('good')
  })

  it('what was disabled can be enabled again', async () => {
    const { emulator, refreshTokenOf, renew } = await setup()
    await emulator.disableUser(mia)
    await expect(refreshTokenOf(mia).then((token) => renew(token))).resolves.not.toBe('good')
    emulator.enableUser(mia)
    expect(await renew(await refreshTokenOf(mia))).toBe('good')
    await emulator.disableApp('cli')
    expect(await renew('x')).toBe(7000112)
    emulator.enableApp('cli')
    expect(await renew('x')).toBe(9002313)
  })

  it('names that nobody has are refused', async () => {
    const { emulator } = await setup()
    await expect(emulator.revokeSessions('x')).rejects.toThrow('there is no user or app "x"')
    await expect(emulator.disableUser('daemon')).rejects.toThrow('there is no user "daemon"')
    await expect(emulator.disableApp(mia)).rejects.toThrow('there is no app')
  })

  it('a move: the API asks for the new address, and policies decide', async () => {
    const { emulator, refreshTokenOf, renew } = await setup()
    const api = await startOrdersApi(emulator, { port: false })
    emulator.policies.add({ name: 'home', locations: { exclude: ['NL', 'BE'] }, grant: 'block' })
    const refreshToken = await refreshTokenOf(mia)
    const request = { client: 'cli', user: mia, scopes: ['api://orders/orders.read'] }
    const call = async (token: string) => {
      const headers = { authorization: `Bearer ${token}` }
      const response = await api.fetch(new Request(`${api.url}/orders`, { headers }))
      const claims = /claims="([^"]+)"/.exec(response.headers.get('www-authenticate') ?? '')?.[1]
      return claims === undefined ? response.status : Buffer.from(claims, 'base64').toString()
    }
    const token = await emulator.accessToken(request)
    await emulator.moveTo(mia, { country: 'BE', ip: '198.51.100.7' })
    const claims = '{"access_token":{"xms_rp_ipaddr":{"essential":true,"value":"198.51.100.7"}}}'
    expect(await call(token)).toBe(claims)
    expect(await renew(refreshToken, claims)).toBe('good')
    expect(await call(await emulator.accessToken(request))).toBe(200)
    await emulator.moveTo(mia, { country: 'BR', ip: '198.51.100.9' })
    expect(await renew(refreshToken)).toBe(53003)
  })

  it('events are pushed as signed security event tokens', async () => {
    const { emulator } = await setup()
    const received: Request[] = []
    const stream = emulator.events.push({
      url: 'https://api.contoso.test/events',
      audience: 'https://api.contoso.test',
      authorization: 'Bearer stream',
      async fetch(request) {
        received.push(request)
        return new Response(null, { status: 202 })
      },
    })
    const { oid } = decodeJwt(
      await emulator.accessToken({ client: 'cli', user: mia, scopes: ['api://orders/.default'] }),
    )
    await emulator.revokeSessions(mia)
    const [request] = received
    expect(request?.headers.get('content-type')).toBe('application/secevent+jwt')
    expect(request?.headers.get('authorization')).toBe('Bearer stream')
    const keys = createRemoteJWKSet(new URL(emulator.jwksUri), {
      [customFetch]: (url, init) => emulator.fetch(new Request(url, init)),
    })
    const { payload } = await jwtVerify((await request?.text()) ?? '', keys, {
      typ: 'secevent+jwt',
      issuer: emulator.issuer,
      audience: 'https://api.contoso.test',
      currentDate: new Date(emulator.clock.now()),
    })
    expect(payload).not.toHaveProperty('exp')
    expect(payload).not.toHaveProperty('sub')
    expect(payload).toMatchObject({
      sub_id: {
        format: 'complex',
        user: { format: 'iss_sub', iss: emulator.issuer, sub: oid },
        tenant: { format: 'opaque', id: emulator.tenantId },
      },
      events: {
        'https://schemas.openid.net/secevent/caep/event-type/session-revoked': {
          event_timestamp: emulator.clock.now() / 1000,
          initiating_entity: 'admin',
          reason_admin: { en: 'Sessions revoked' },
        },
      },
    })
    expect(stream.deliveries).toEqual([{ jti: payload.jti, type: 'session-revoked', status: 202 }])
    stream.stop()
    await emulator.revokeSessions(mia)
    expect(received).toHaveLength(1)
  })

  it('a push waits for the propagation delay, and an unreachable receiver harms nobody', async () => {
    const { emulator } = await setup()
    emulator.events.propagationDelay = '15m'
    const send = vi
      .fn<(request: Request) => Promise<Response>>()
      .mockRejectedValueOnce(new TypeError('fetch failed'))
      .mockResolvedValueOnce(Response.json({ err: 'invalid_issuer' }, { status: 400 }))
      .mockResolvedValueOnce(new Response('oops', { status: 500 }))
    const stream = emulator.events.push({ url: 'https://x.test/', audience: 'x', fetch: send })
    await emulator.revokeSessions('daemon')
    expect(send).not.toHaveBeenCalled()
    await emulator.revokeSessions('daemon')
    await emulator.revokeSessions('daemon')
    await emulator.clock.advance('15m')
    expect(stream.deliveries.map(({ status, error }) => [status, error])).toEqual([
      [0, undefined],
      [400, 'invalid_issuer'],
      [500, undefined],
    ])
    const [sent] = send.mock.calls[0] ?? []
    expect(decodeJwt((await sent?.text()) ?? '').sub_id).toHaveProperty('application')
  })
})
