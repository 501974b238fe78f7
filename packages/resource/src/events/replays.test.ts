import { afterEach, describe, expect, it, vi } from 'vitest'
import { createEventReceiver, type EventId, type ReplayStore } from '../index.ts'
import { noon } from '../issuer.fixture.ts'
import { push, setReceiver, signEvent, transmitter } from './transmitter.fixture.ts'

afterEach(() => {
  vi.useRealTimers()
})

/** The store of a fleet, in memory. */
function setReplays() {
  const claims = new Map<string, 'pending' | 'handled'>()
  const key = ({ issuer, jti }: EventId) => `${issuer} ${jti}`
  const replays = {
    claim: vi.fn<ReplayStore['claim']>((event) => {
      const claim = claims.get(key(event))
      if (!claim) claims.set(key(event), 'pending')
      return claim ?? 'claimed'
    }),
    confirm: vi.fn<ReplayStore['confirm']>((event) => void claims.set(key(event), 'handled')),
    release: vi.fn<ReplayStore['release']>((event) => void claims.delete(key(event))),
  }
  return { claims, replays }
}

/** A replica of the receiver, and what it answers to an event. */
function setReplica(replays: ReplayStore, onEvent: () => void | Promise<void> = () => {}) {
  const scene = setReceiver({ replays, onEvent })
  const receive = createEventReceiver(scene.options)
  return { ...scene, receive: async (token: string) => (await receive(push(token))).status }
}

describe('an event that is delivered to two replicas', () => {
  it('is handled by the first, and accepted by both', async () => {
    const { replays } = setReplays()
    const onEvent = vi.fn()
    const token = await signEvent()
    const replicas = [setReplica(replays, onEvent), setReplica(replays, onEvent)]
    for (const { receive } of replicas) expect(await receive(token)).toBe(202)
    expect(onEvent).toHaveBeenCalledTimes(1)
    const event = { issuer: transmitter, jti: 'event-1' }
    expect(replays.claim).toHaveBeenCalledWith(event, 30_000)
    expect(replays.confirm).toHaveBeenCalledExactlyOnceWith(event, noon + 29 * 3600)
  })

  it('is asked for again while the other is at it', async () => {
    const { replays } = setReplays()
    const gate = Promise.withResolvers<void>()
    const first = setReplica(replays, () => gate.promise)
    const second = setReplica(replays)
    const token = await signEvent()
    const answer = first.receive(token)
    await vi.waitFor(() => expect(replays.claim).toHaveBeenCalled())
    expect(await second.receive(token)).toBe(503)
    gate.resolve()
    expect(await answer).toBe(202)
    expect(await second.receive(token)).toBe(202)
  })

  it.each<[string, Parameters<typeof setReceiver>[0], number]>([
    ['failed', { onEvent: () => Promise.reject(new Error('down')) }, 503],
    ['refused it', { subjects: () => undefined }, 400],
  ])('is handled by the second where the first %s', async (_what, broken, status) => {
    const { replays } = setReplays()
    const token = await signEvent({
      ...{ iss: transmitter, aud: 'https://api.contoso.test/events', jti: 'event-1', iat: noon },
      sub_id: { format: 'upn', upn: 'a' },
      events: { 'https://schemas.openid.net/secevent/caep/event-type/session-revoked': {} },
    })
    const handledBy = { replays, subjects: () => ({ oid: 'o' }) }
    const first = createEventReceiver(setReceiver({ ...handledBy, ...broken }).options)
    const onEvent = vi.fn()
    const second = createEventReceiver(setReceiver({ ...handledBy, onEvent }).options)
    expect((await first(push(token))).status).toBe(status)
    expect((await second(push(token))).status).toBe(202)
    expect(onEvent).toHaveBeenCalledTimes(1)
  })
})

describe('a store of replays that does not work', () => {
  const down = () => Promise.reject(new Error('down'))
  it.each<[string, ReplayStore]>([
    ['rejects', { claim: down, confirm: down, release: down }],
    [
      'throws',
      {
        claim: () => {
          throw new Error('down')
        },
        confirm: down,
        release: down,
      },
    ],
  ])('and %s is done without', async (_what, replays) => {
    const replica = setReplica(replays)
    expect(await replica.receive(await signEvent())).toBe(202)
    expect(await replica.revokedAt()).toBeDefined()
  })

  it('and hangs is done without, after a second', async () => {
    const token = await signEvent()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const never = () => new Promise<never>(() => {})
    const claim = vi.fn<ReplayStore['claim']>(never)
    const confirm = vi.fn<ReplayStore['confirm']>(never)
    const replica = setReplica({ claim, confirm, release: never })
    const answer = replica.receive(token)
    await vi.waitFor(() => expect(claim).toHaveBeenCalled())
    await vi.advanceTimersByTimeAsync(1000)
    await vi.waitFor(() => expect(confirm).toHaveBeenCalled())
    await vi.advanceTimersByTimeAsync(1000)
    expect(await answer).toBe(202)
  })

  it('is refused as an option where it lacks a function', () => {
    const { options } = setReceiver()
    expect(() => createEventReceiver({ ...options, replays: {} as never })).toThrow(
      /replays: must have the functions claim, confirm and release/,
    )
  })
})
