import { describe, expect, it } from 'vitest'
import {
  createEventReceiver,
  type HandledEvent,
  type RefusedEvent,
  sessionEndingEvents,
} from '../index.ts'
import { noon, otherTenant } from '../issuer.fixture.ts'
import { send } from './send-event.fixture.ts'
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
    ['when it was issued, where it says milliseconds', { event_timestamp: noon * 1000 }, noon],
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
