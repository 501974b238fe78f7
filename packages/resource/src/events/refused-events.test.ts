import { describe, expect, it, vi } from 'vitest'
import { forge, noon, tenant } from '../issuer.fixture.ts'
import { send } from './send-event.fixture.ts'
import {
  caep,
  oid,
  receiver,
  sessionRevoked,
  signEvent,
  transmitter,
} from './transmitter.fixture.ts'

describe('an event that is refused changes nothing', () => {
  const claims = sessionRevoked
  it.each<[string, string, () => string | Promise<string>]>([
    [
      'of another transmitter',
      'invalid_issuer',
      () => signEvent(claims({ iss: 'https://evil.test/' })),
    ],
    [
      'for another receiver',
      'invalid_audience',
      () => signEvent(claims({ aud: 'https://other.test' })),
    ],
    ['without an audience', 'invalid_audience', () => signEvent(claims({ aud: undefined }))],
    ['signed by a stranger', 'invalid_key', () => signEvent(claims(), { stranger: true })],
    ['with an unknown key', 'invalid_key', () => signEvent(claims(), { kid: 'key-2' })],
    ['with alg none', 'invalid_key', () => forge({ alg: 'none', typ: 'secevent+jwt' }, claims())],
    ['that is an access token', 'invalid_request', () => signEvent(claims(), { typ: 'JWT' })],
    ['that expires', 'invalid_request', () => signEvent(claims({ exp: noon + 3600 }))],
    ['that has expired', 'invalid_request', () => signEvent(claims({ exp: noon - 3600 }))],
    ['that has a sub', 'invalid_request', () => signEvent(claims({ sub: oid }))],
    ['without a jti', 'invalid_request', () => signEvent(claims({ jti: undefined }))],
    ['without an iat', 'invalid_request', () => signEvent(claims({ iat: undefined }))],
    ['of the future', 'invalid_request', () => signEvent(claims({ iat: noon + 61 }))],
    ['without a subject', 'invalid_request', () => signEvent(claims({ sub_id: undefined }))],
    [
      'whose user alone has a format nobody knows',
      'invalid_request',
      () =>
        signEvent(
          claims({
            sub_id: {
              format: 'complex',
              user: { format: 'upn', upn: 'a' },
              tenant: { format: 'opaque', id: tenant },
              application: { format: 'opaque', id: 'an-app' },
            },
          }),
        ),
    ],
    [
      'of aliases that nobody knows',
      'invalid_request',
      () =>
        signEvent(
          claims({ sub_id: { format: 'aliases', identifiers: [{ format: 'upn', upn: 'a' }] } }),
        ),
    ],
    [
      'whose format is no text',
      'invalid_request',
      () => signEvent(claims({ sub_id: { format: 7, id: oid } })),
    ],
    [
      'of a format nobody knows',
      'invalid_request',
      () => signEvent(claims({ sub_id: { format: 'x' } })),
    ],
    [
      'whose subject lacks a member',
      'invalid_request',
      () => signEvent(claims({ sub_id: { format: 'iss_sub', iss: transmitter } })),
    ],
    ['without events', 'invalid_request', () => signEvent(claims({ events: undefined }))],
    ['with no event', 'invalid_request', () => signEvent(claims({ events: {} }))],
    [
      'with two events',
      'invalid_request',
      () => signEvent(claims({ events: { [`${caep}session-revoked`]: {}, [`${caep}x`]: {} } })),
    ],
    ['that is no JWT', 'invalid_request', () => 'MARKER.MARKER.MARKER'],
    ['that is empty', 'invalid_request', () => ''],
    ['of 100 kB', 'invalid_request', () => 'x'.repeat(100_000)],
  ])('%s: %s', async (_what, err, make) => {
    const onEvent = vi.fn()
    const { response, revokedAt } = await send(make(), { onEvent })
    expect(response.status).toBe(400)
    expect(response.headers.get('content-language')).toBe('en')
    const body = await response.json()
    expect(body).toEqual({ err, description: expect.any(String) })
    expect(JSON.stringify(body)).not.toMatch(/MARKER|node_modules|\.ts:/)
    expect(await revokedAt()).toBeUndefined()
    expect(onEvent).not.toHaveBeenCalled()
  })

  it.each([
    ['another content type', { 'content-type': 'application/jwt' }, 'invalid_request'],
    ['the wrong credentials', { authorization: 'Bearer wrong' }, 'authentication_failed'],
  ])('%s', async (_what, headers, err) => {
    const authorization = 'Bearer the-right-one'
    const { response, revokedAt } = await send(signEvent(), {
      authorization,
      headers: { authorization, ...headers },
    })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ err })
    expect(await revokedAt()).toBeUndefined()
  })

  it('no credentials', async () => {
    const { response } = await send(signEvent(), { authorization: 'Bearer the-right-one' })
    expect(await response.json()).toMatchObject({ err: 'authentication_failed' })
  })

  it('another method', async () => {
    const { receive } = await send(signEvent())
    const response = await receive(new Request(receiver))
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST'])
  })
})
