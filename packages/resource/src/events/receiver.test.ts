import { describe, expect, it, vi } from 'vitest'
import {
  createEventReceiver,
  createRevocations,
  type EventReceiverOptions,
  type HandledEvent,
  type RefusedEvent,
  type RevocationStore,
  type SubjectResolver,
  sessionEndingEvents,
} from '../index.ts'
import { forge, keySet, noon, otherTenant, tenant } from '../issuer.fixture.ts'
import {
  caep,
  oid,
  push,
  receiver,
  sessionRevoked,
  setReceiver,
  signEvent,
  ssf,
  transmitter,
  user,
} from './transmitter.fixture.ts'

async function send(
  token: string | Promise<string>,
  {
    headers = {},
    ...more
  }: Partial<EventReceiverOptions> & { headers?: Record<string, string> } = {},
) {
  const scene = setReceiver(more)
  const receive = createEventReceiver({ ...scene.options, ...more })
  const response = await receive(push(await token, headers))
  return { ...scene, receive, response }
}

describe('an event that is pushed', () => {
  it('revokes what was issued until it happened, before it is answered with 202', async () => {
    const { response, revokedAt } = await send(signEvent())
    expect(response.status).toBe(202)
    expect(await response.text()).toBe('')
    expect(await revokedAt()).toBe(noon - 10)
    expect(await revokedAt({ iat: noon - 9 })).toBeUndefined()
    expect(await revokedAt({ oid: 'another' })).toBeUndefined()
    expect(await revokedAt({ tid: otherTenant })).toBeUndefined()
  })

  it.each([
    ['when it was issued, where it does not say', {}, noon],
    ['now, where it says the future', { event_timestamp: noon + 1e6 }, noon],
    ['when it was issued, where it says nonsense', { event_timestamp: 'soon' }, noon],
  ])('happened %s', async (_what, details, cutoff) => {
    const events = { [`${caep}session-revoked`]: details }
    const { revokedAt } = await send(signEvent(sessionRevoked({ events })))
    expect(await revokedAt()).toBe(cutoff)
  })

  it.each<[string, Record<string, unknown>]>([
    ['a list of audiences', { aud: ['https://other.test', receiver] }],
    ['members nobody knows', { txn: 'x', toe: 1, other: { a: 1 } }],
    [
      'the subject inside the event, as before SSF 1.0',
      { sub_id: undefined, events: { [`${caep}session-revoked`]: { subject: user } } },
    ],
    [
      'a subject of the first drafts',
      {
        sub_id: undefined,
        events: {
          [`${caep}session-revoked`]: {
            subject: { user: { subject_type: 'iss-sub', iss: transmitter, sub: oid } },
          },
        },
      },
    ],
  ])('may have %s', async (_what, more) => {
    const { response, revokedAt } = await send(signEvent(sessionRevoked(more)))
    expect(response.status).toBe(202)
    expect(await revokedAt()).toBeDefined()
  })

  it.each([
    ['risc', 'account-disabled'],
    ['risc', 'account-purged'],
    ['risc', 'credential-compromise'],
    ['risc', 'sessions-revoked'],
  ])('of %s %s revokes', async (family, type) => {
    const events = { [`https://schemas.openid.net/secevent/${family}/event-type/${type}`]: {} }
    const { revokedAt } = await send(signEvent(sessionRevoked({ events })))
    expect(await revokedAt()).toBe(noon)
  })

  it('of another kind is told and revokes nothing, unless that is wished', async () => {
    const events = { [`${caep}risk-level-change`]: { current_level: 'HIGH' } }
    const token = await signEvent(sessionRevoked({ events }))
    const told: HandledEvent[] = []
    const plain = await send(token, { onEvent: (handled) => void told.push(handled) })
    expect(await plain.revokedAt()).toBeUndefined()
    expect(told).toMatchObject([{ event: { details: { current_level: 'HIGH' } }, revoked: [] }])
    const strict = await send(token, {
      revokesOn: ({ details }) => details.current_level === 'HIGH',
    })
    expect(await strict.revokedAt()).toBe(noon)
  })

  it.each(sessionEndingEvents)('of the type %s ends sessions, whatever else does', async (type) => {
    const token = signEvent(sessionRevoked({ events: { [type]: {} } }))
    const { revokedAt } = await send(token, { revokesOn: () => false })
    expect(await revokedAt()).toBe(noon)
  })

  it.each([
    ['verification', { state: 'abc' }],
    ['stream-updated', { status: 'paused' }],
  ])('about the stream itself, %s, is accepted and told', async (type, details) => {
    const told: HandledEvent[] = []
    const claims = sessionRevoked({
      sub_id: { format: 'opaque', id: 'stream-1' },
      events: { [`${ssf}${type}`]: details },
    })
    const onEvent = (handled: HandledEvent) => void told.push(handled)
    const { response, revokedAt } = await send(signEvent(claims), { onEvent })
    expect(response.status).toBe(202)
    expect(told).toMatchObject([{ event: { type: `${ssf}${type}`, details }, revoked: [] }])
    expect(await revokedAt({ oid: 'stream-1' })).toBeUndefined()
  })
})

const udid = { format: 'udid', udid: '0' }
const iss = { format: 'iss_sub', iss: transmitter, sub: oid }

describe('a subject', () => {
  it.each<[string, Record<string, unknown>]>([
    [
      'a device of an unknown format beside the user',
      { format: 'complex', user: iss, device: udid },
    ],
    [
      'a tenant of an unknown format beside the user',
      { format: 'complex', user: iss, tenant: udid },
    ],
    ['a session of an unknown format', { format: 'complex', user: iss, session: udid }],
    ['an alias of an unknown format', { format: 'aliases', identifiers: [udid, iss] }],
    [
      'a user with such an alias',
      { format: 'complex', user: { format: 'aliases', identifiers: [udid, iss] } },
    ],
    ['the claims of an ID token', { format: 'id_token_claims', iss: transmitter, sub: oid }],
    ['the same of Google, by its older name', { subject_type: 'id_token_claims', sub: oid }],
  ])('with %s is acted on', async (_what, subject) => {
    const { response, revokedAt } = await send(signEvent(sessionRevoked({ sub_id: subject })))
    expect(response.status).toBe(202)
    expect(await revokedAt()).toBeDefined()
  })

  it('of a session beside a user nobody knows ends that session', async () => {
    const user = { format: 'upn', upn: 'a' }
    const sub_id = { format: 'complex', user, session: { format: 'opaque', id: 'a-session' } }
    const { response, revokedAt } = await send(signEvent(sessionRevoked({ sub_id })))
    expect(response.status).toBe(202)
    expect(await revokedAt({ sid: 'a-session' })).toBeDefined()
    expect(await revokedAt()).toBeUndefined()
  })

  it('of a format that is not listed reaches the resolver before it is refused', async () => {
    const token = await signEvent(sessionRevoked({ sub_id: udid }))
    const subjects = vi.fn<SubjectResolver>(() => ({ oid }))
    const known = await send(token, { subjects })
    expect(subjects.mock.calls[0]?.[0]).toEqual({ format: 'other', members: udid })
    expect([known.response.status, await known.revokedAt()]).toEqual([202, noon - 10])
    expect((await send(token, { subjects: () => undefined })).response.status).toBe(400)
    expect((await send(token, { subjects: () => [] })).response.status).toBe(202)
  })

  it('that is a token of Google reaches the resolver', async () => {
    const google = {
      subject_type: 'oauth_token',
      token_type: 'refresh_token',
      token_identifier_alg: 'prefix',
      token: '0123456789abcdef',
    }
    const type = 'https://schemas.openid.net/secevent/oauth/event-type/token-revoked'
    const token = await signEvent(
      sessionRevoked({ sub_id: undefined, events: { [type]: { subject: google } } }),
    )
    const { response, revokedAt } = await send(token, {
      revokesOn: (event) => event.type === type,
      subjects: (subject) =>
        subject.format === 'oauth_token' && subject.token.startsWith('0123') ? { oid } : undefined,
    })
    expect([response.status, await revokedAt()]).toEqual([202, noon])
  })
})

describe('an event about the stream', () => {
  it.each([
    `${ssf}verification`,
    `${ssf}stream-updated`,
    'https://schemas.openid.net/secevent/risc/event-type/verification',
    'https://schemas.openid.net/secevent/sse/event-type/verification',
  ])('%s needs no subject', async (type) => {
    const told: HandledEvent[] = []
    const claims = sessionRevoked({ sub_id: undefined, events: { [type]: { state: 'abc' } } })
    const { response } = await send(signEvent(claims), {
      onEvent: (handled) => void told.push(handled),
      revokesOn: () => true,
    })
    expect(response.status).toBe(202)
    expect(told).toMatchObject([{ event: { subject: undefined, details: { state: 'abc' } } }])
  })
})

describe('the listener of refusals', () => {
  it('hears why, with nothing of the token', async () => {
    const refused: RefusedEvent[] = []
    const onRefused = (refusal: RefusedEvent) => void refused.push(refusal)
    await send('MARKER.MARKER.MARKER', { onRefused })
    await send(signEvent(), { onRefused, headers: { 'content-type': 'MARKER/x' } })
    await send(signEvent(), { onRefused, authorization: 'MARKER' })
    expect(refused.map(({ code }) => code)).toEqual([
      'invalid_request',
      'invalid_request',
      'authentication_failed',
    ])
    expect(JSON.stringify(refused)).not.toContain('MARKER')
  })

  it('hears the error that made an event unavailable', async () => {
    const refused: RefusedEvent[] = []
    const cause = new Error('the database is down')
    await send(signEvent(), {
      onRefused: (refusal) => void refused.push(refusal),
      subjects: () => Promise.reject(cause),
    })
    expect(refused).toEqual([{ code: 'unavailable', description: expect.any(String), cause }])
  })

  it('hears that a body was read before, or is too long, as what it is', async () => {
    const refused: RefusedEvent[] = []
    const onRefused = (refusal: RefusedEvent) => void refused.push(refusal)
    const receive = createEventReceiver({ ...setReceiver().options, onRefused })
    const read = push(await signEvent())
    await read.text()
    expect((await receive(read)).status).toBe(503)
    expect((await receive(push('x'.repeat(70_000)))).status).toBe(400)
    expect(refused.map(({ description }) => description)).toEqual([
      expect.stringMatching(/read before it came to the receiver/),
      expect.stringMatching(/longer than 65,536 bytes/),
    ])
  })

  it('is a guest: what it throws changes no answer', async () => {
    const onRefused = () => {
      throw new Error('MARKER')
    }
    const { response } = await send('no token', { onRefused })
    expect(response.status).toBe(400)
  })
})

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

describe('an event that comes again', () => {
  it('many times at once is handled once, and accepted when it is', async () => {
    const gate = Promise.withResolvers<void>()
    const onEvent = vi.fn(() => gate.promise)
    const { options } = setReceiver({ onEvent })
    const receive = createEventReceiver(options)
    const token = await signEvent()
    const answers = Array.from({ length: 20 }, () => receive(push(token)))
    await vi.waitFor(() => expect(onEvent).toHaveBeenCalled())
    gate.resolve()
    expect(new Set((await Promise.all(answers)).map(({ status }) => status))).toEqual(
      new Set([202]),
    )
    expect(onEvent).toHaveBeenCalledTimes(1)
  })

  it.each(['__proto__', 'constructor', 'toString'])('may be called %s', async (jti) => {
    const onEvent = vi.fn()
    const token = await signEvent(sessionRevoked({ jti }))
    const { receive, response, revokedAt } = await send(token, { onEvent })
    expect([response.status, await revokedAt()]).toEqual([202, noon - 10])
    expect((await receive(push(token))).status).toBe(202)
    expect(onEvent).toHaveBeenCalledTimes(1)
  })

  it('is accepted again and handled once', async () => {
    const onEvent = vi.fn()
    const token = await signEvent()
    const { receive } = await send(token, { onEvent })
    expect((await receive(push(token))).status).toBe(202)
    expect(onEvent).toHaveBeenCalledTimes(1)
  })

  it('does not revoke again what was issued since', async () => {
    let seconds = noon
    const now = () => seconds * 1000
    const revocations = createRevocations({ now })
    const token = await signEvent(sessionRevoked({ events: { [`${caep}session-revoked`]: {} } }))
    // With no memory of it, as after a restart.
    const forgetful = { now, revocations, rememberedTokens: 1 }
    const { receive } = await send(token, forgetful)
    seconds += 600
    await receive(push(await signEvent(sessionRevoked({ jti: 'event-2' }))))
    expect((await receive(push(token))).status).toBe(202)
    const renewed = { tid: tenant, oid, iat: noon + 60 }
    expect(await revocations.revokedAt(renewed)).toBeUndefined()
  })

  it('after every token it could concern has expired changes nothing', async () => {
    const events = { [`${caep}session-revoked`]: { event_timestamp: noon - 105_000 } }
    const raise = vi.fn()
    const store: RevocationStore = { raise, latest: () => undefined }
    const revocations = createRevocations({ store, whenDown: 'refuse' })
    const { response } = await send(signEvent(sessionRevoked({ events })), { revocations })
    expect(response.status).toBe(202)
    expect(raise).not.toHaveBeenCalled()
  })
})

describe('what cannot be taken now is asked for again', () => {
  const down = () => Promise.reject(new Error('MARKER'))
  const store = { raise: down, latest: down }
  it.each<[string, Partial<EventReceiverOptions>]>([
    ['the store is down', { revocations: createRevocations({ store, whenDown: 'allow' }) }],
    ['the keys cannot be had', { fetch: down }],
    ['the resolver fails', { subjects: down }],
    ['the listener fails', { onEvent: down }],
  ])('because %s', async (_what, options) => {
    const { response } = await send(signEvent(), options)
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('5')
    expect(await response.text()).not.toContain('MARKER')
  })

  it('and taken when it comes', async () => {
    let keys: () => Promise<Response> = down
    const token = await signEvent()
    const { receive, revokedAt } = await send(token, { fetch: () => keys(), keyCooldown: 0 })
    keys = keySet
    expect((await receive(push(token))).status).toBe(202)
    expect(await revokedAt()).toBe(noon - 10)
  })
})

describe('options that cannot work', () => {
  it.each([
    ['jwksUri', { jwksUri: 'http://transmitter.test/keys' }],
    ['revocations', { revocations: {} }],
    ['issuer', { issuer: '' }],
    ['audience', { audience: [] }],
    ['authorization', { authorization: '' }],
    ['subject', { subject: () => ({}) }],
  ])('%s', (name, wrong) => {
    const { options } = setReceiver()
    const create = () => createEventReceiver({ ...options, ...wrong } as never)
    expect(create).toThrow(new RegExp(`^createEventReceiver: .*${name}`))
  })
})
