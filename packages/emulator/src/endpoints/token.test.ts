import { ConfigurationError } from '@caefetch/core'
import { describe, expect, it } from 'vitest'
import type { Emulator } from '../emulator.ts'
import { startEmulator } from '../start-emulator.ts'

const credentials = (emulator: Emulator, name = 'daemon') => {
  const { clientId, clientSecret = '' } = emulator.msalConfig(name).auth
  return { client_id: clientId, client_secret: clientSecret }
}

async function post(emulator: Emulator, form: Record<string, string> | string, headers = {}) {
  const url = `${emulator.url}/${emulator.tenantId}/oauth2/v2.0/token`
  const body = new URLSearchParams(form)
  const response = await emulator.fetch(new Request(url, { method: 'POST', body, headers }))
  return { response, body: await response.json() }
}

const grant = { grant_type: 'client_credentials', scope: 'api://orders/.default' }

describe('token', () => {
  it('errors have every member that Entra gives them', async () => {
    await using emulator = await startEmulator({
      port: false,
      seed: 'errors',
      clock: '2026-03-01T12:00:00Z',
    })
    const correlation = '11111111-2222-4333-8444-555555555555'
    const { response, body } = await post(
      emulator,
      { ...credentials(emulator), ...grant, scope: 'api://orders/orders.read' },
      { 'client-request-id': correlation },
    )
    expect(response.status).toBe(400)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(body).toEqual({
      error: 'invalid_scope',
      error_description: expect.stringMatching(
        /^AADSTS1002012: The provided value for scope 'api:\/\/orders\/orders\.read' is not valid\. .* Trace ID: [0-9a-f-]{36} Correlation ID: 11111111-2222-4333-8444-555555555555 Timestamp: 2026-03-01 12:00:00Z$/,
      ),
      error_codes: [1002012],
      timestamp: '2026-03-01 12:00:00Z',
      trace_id: response.headers.get('x-ms-request-id'),
      correlation_id: correlation,
      error_uri: 'https://login.microsoftonline.com/error?code=1002012',
    })
  })

  it.each<[string, Record<string, string> | string, number, string, number]>([
    ['nothing at all', {}, 400, 'invalid_request', 900144],
    ['a grant nobody knows', { grant_type: 'password' }, 400, 'unsupported_grant_type', 70003],
    ['no client', grant, 400, 'invalid_request', 900144],
    ['an unknown client', { ...grant, client_id: 'x' }, 400, 'unauthorized_client', 700016],
    ['the name for the id', { ...grant, client_id: 'daemon' }, 400, 'unauthorized_client', 700016],
    ['a parameter twice', 'grant_type=a&grant_type=b', 400, 'invalid_request', 9000411],
  ])('%s is refused', async (_, form, status, error, code) => {
    await using emulator = await startEmulator({ port: false })
    const { response, body } = await post(emulator, form)
    expect(response.status).toBe(status)
    expect(body).toMatchObject({ error, error_codes: [code] })
  })

  it.each<[string, Record<string, string>, number, string, number]>([
    ['no secret', { client_secret: '' }, 401, 'invalid_client', 7000218],
    ['a wrong secret', { client_secret: 'x' }, 401, 'invalid_client', 7000215],
    ['no scope', { scope: '' }, 400, 'invalid_request', 900144],
    ['an unknown API', { scope: 'api://x/.default' }, 400, 'invalid_resource', 500011],
    ['malformed claims', { claims: '{"access_token":' }, 400, 'invalid_request', 9002313],
    ['base64 claims', { claims: 'eyJhIjoxfQ==' }, 400, 'invalid_request', 9002313],
    [
      'an unknown refresh token',
      { grant_type: 'refresh_token', refresh_token: 'x' },
      400,
      'invalid_grant',
      9002313,
    ],
  ])('%s is refused', async (_, form, status, error, code) => {
    await using emulator = await startEmulator({ port: false })
    const { response, body } = await post(emulator, { ...credentials(emulator), ...grant, ...form })
    expect(response.status).toBe(status)
    expect(body).toMatchObject({ error, error_codes: [code] })
  })

  it('client_secret_basic works, and is unescaped as a form', async () => {
    await using emulator = await startEmulator({
      port: false,
      apps: { job: { secret: 'a b:c%' }, api: { resource: { uri: 'api://orders' } } },
    })
    const { client_id } = credentials(emulator, 'job')
    const authorization = `Basic ${Buffer.from(`${client_id}:a+b%3Ac%25`).toString('base64')}`
    const { response } = await post(emulator, grant, { authorization })
    expect(response.status).toBe(200)
  })

  it('a public client must not send a secret', async () => {
    await using emulator = await startEmulator({ port: false })
    const form = { ...grant, ...credentials(emulator, 'cli'), client_secret: 'x' }
    expect((await post(emulator, form)).body.error_codes).toEqual([700025])
  })

  it('an oversized form is refused unread', async () => {
    await using emulator = await startEmulator()
    const url = `${emulator.url}/${emulator.tenantId}/oauth2/v2.0/token`
    const body = new URLSearchParams({ ...grant, padding: 'x'.repeat(200_000) })
    const response = await fetch(url, { method: 'POST', body })
    expect(response.status).toBe(413)
    expect(await response.json()).toMatchObject({ error: 'invalid_request' })
  })

  it('hostile values come back quoted and cut short', async () => {
    await using emulator = await startEmulator({ port: false })
    const { body } = await post(emulator, { ...grant, client_id: `<b>\n'${'x'.repeat(500)}` })
    expect(body.error_description).toContain("'<b>??xxx")
    expect(body.error_description.length).toBeLessThan(400)
  })

  it('a refresh token works again, brings its successor, and is bound to its client', async () => {
    await using emulator = await startEmulator({ port: false })
    const first = await deviceSignIn(emulator)
    const refresh = { grant_type: 'refresh_token', refresh_token: first.refresh_token }
    const cli = { client_id: emulator.msalConfig('cli').auth.clientId }
    const second = await post(emulator, { ...refresh, ...cli })
    expect(second.body.refresh_token).not.toBe(first.refresh_token)
    expect(second.body.scope).toBe('api://orders/orders.read offline_access')
    expect((await post(emulator, { ...refresh, ...cli })).response.status).toBe(200)
    const spa = { client_id: emulator.msalConfig('spa').auth.clientId }
    expect((await post(emulator, { ...refresh, ...spa })).body.error_codes).toEqual([700005])
    await emulator.clock.advance('91d')
    expect((await post(emulator, { ...refresh, ...cli })).body.error_codes).toEqual([700082])
  })

  it('a device code can be polled until it is approved, once', async () => {
    await using emulator = await startEmulator({ port: false })
    const cli = { client_id: emulator.msalConfig('cli').auth.clientId }
    const asked = await emulator.fetch(
      new Request(`${emulator.url}/common/oauth2/v2.0/devicecode`, {
        method: 'POST',
        body: new URLSearchParams({ ...cli, scope: 'api://orders/orders.read' }),
      }),
    )
    const { device_code, user_code } = await asked.json()
    const poll = { ...cli, grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code }
    expect((await post(emulator, poll)).body.error).toBe('authorization_pending')
    emulator.approveDeviceCode(user_code, 'plain-user@contoso.test')
    expect(() => emulator.approveDeviceCode(user_code, 'plain-user@contoso.test')).toThrow(
      ConfigurationError,
    )
    expect((await post(emulator, poll)).response.status).toBe(200)
    expect((await post(emulator, poll)).body.error).toBe('bad_verification_code')
  })

  it('same seed, same clock: same ids, claims and journal', async () => {
    const run = async () => {
      await using emulator = await startEmulator({
        port: false,
        seed: 'again',
        clock: '2026-03-01T12:00:00Z',
      })
      const { body } = await post(emulator, { ...credentials(emulator), ...grant })
      const failed = await post(emulator, { ...credentials(emulator), ...grant, claims: '{' })
      const claims = body.access_token.split('.')[1]
      return { claims, failed: failed.body, journal: emulator.journal.entries() }
    }
    expect(await run()).toEqual(await run())
  })

  async function deviceSignIn(emulator: Emulator) {
    const cli = { client_id: emulator.msalConfig('cli').auth.clientId }
    const scope = 'api://orders/orders.read offline_access'
    const asked = await emulator.fetch(
      new Request(`${emulator.url}/common/oauth2/v2.0/devicecode`, {
        method: 'POST',
        body: new URLSearchParams({ ...cli, scope }),
      }),
    )
    const { device_code, user_code } = await asked.json()
    emulator.approveDeviceCode(user_code, 'mfa-user@contoso.test')
    return (await post(emulator, { ...cli, grant_type: 'device_code', device_code })).body
  }

  it('a refresh token serves other APIs, as far as consent goes', async () => {
    await using emulator = await startEmulator({ port: false })
    const { refresh_token } = await deviceSignIn(emulator)
    const client_id = emulator.msalConfig('cli').auth.clientId
    const ask = async (scope: string) =>
      (await post(emulator, { client_id, grant_type: 'refresh_token', refresh_token, scope })).body
    expect((await ask('User.Read')).scope).toBe('User.Read offline_access')
    expect((await ask('api://web-api/.default')).scope).toContain('api://web-api/access_as_user')
    expect((await ask('Mail.Read')).error_codes).toEqual([65001])
  })
})
