import { describe, expect, it, vi } from 'vitest'
import {
  createEventReceiver,
  createRevocations,
  type EventReceiverOptions,
  type RevocationStore,
} from '../index.ts'
import { keySet, noon, tenant } from '../issuer.fixture.ts'
import { send } from './send-event.fixture.ts'
import { caep, oid, push, sessionRevoked, setReceiver, signEvent } from './transmitter.fixture.ts'

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
