import { afterEach, describe, expect, it, vi } from 'vitest'
import { ConfigurationError, InteractionRequiredError } from './index.ts'
import { assertionOf, startMiddleTier } from './middle-tier.fixture.ts'
import { mia, pat, rejection, setScene } from './scene.fixture.ts'

afterEach(() => {
  vi.useRealTimers()
})

const range = (count: number) => Array.from({ length: count }, (_, index) => index)

describe('one assertion', () => {
  it('is exchanged once for 100 calls', async () => {
    await using scene = await setScene()
    const { onBehalfOf, asked } = startMiddleTier(scene)
    const assertion = await assertionOf(scene, mia)
    const calls = range(100).map(() => onBehalfOf(assertion)(`${scene.api.url}/orders`))
    expect((await Promise.all(calls)).every(({ status }) => status === 200)).toBe(true)
    expect(asked).toHaveBeenCalledTimes(1)
    expect(scene.emulator.journal.tokenRequests()).toHaveLength(1)
  })

  it('that the API challenges for its address is exchanged once more, for all calls', async () => {
    await using scene = await setScene()
    const { api, emulator } = scene
    const { onBehalfOf } = startMiddleTier(scene)
    const assertion = await assertionOf(scene, mia)
    await onBehalfOf(assertion)(`${api.url}/orders`)
    await emulator.moveTo(mia, { country: 'DE', ip: '198.51.100.1' })
    const bodies = range(20).map(String)
    const calls = bodies.map((body) =>
      onBehalfOf(assertion)(`${api.url}/orders`, { method: 'POST', body }),
    )
    expect((await Promise.all(calls)).every(({ status }) => status === 201)).toBe(true)
    expect(api.executions()).toEqual(new Map(bodies.map((body) => [body, 1])))
    expect(emulator.journal.tokenRequests()).toHaveLength(2)
  })

  it('meets a step-up where its user has', async () => {
    await using scene = await setScene()
    const { onBehalfOf } = startMiddleTier(scene)
    const caeFetch = onBehalfOf(await assertionOf(scene, mia, true))
    const response = await caeFetch(`${scene.api.url}/orders/1`, { method: 'DELETE' })
    expect(response.status).toBe(204)
  })
})

describe('several assertions', () => {
  it('never get each other’s tokens', async () => {
    await using scene = await setScene()
    const { api, emulator } = scene
    const { onBehalfOf } = startMiddleTier(scene)
    const users = [mia, pat]
    const assertions = await Promise.all(users.map((user) => assertionOf(scene, user)))
    const askAll = () =>
      Promise.all(
        range(40).map(async (index) => {
          const caeFetch = onBehalfOf(assertions[index % 2] ?? '')
          const response = await caeFetch(`${api.url}/me`)
          return (await response.json()).oid
        }),
      )
    const expected = range(40).map((index) => emulator.objectId(users[index % 2] ?? ''))
    expect(await askAll()).toEqual(expected)
    await emulator.moveTo(mia, { country: 'DE', ip: '198.51.100.1' })
    await emulator.moveTo(pat, { country: 'FR', ip: '198.51.100.2' })
    expect(await askAll()).toEqual(expected)
    expect(emulator.journal.tokenRequests({ user: mia })).toHaveLength(2)
    expect(emulator.journal.tokenRequests({ user: pat })).toHaveLength(2)
  })

  it('of a revoked user fail alone', async () => {
    await using scene = await setScene()
    const { api, emulator } = scene
    const { onBehalfOf } = startMiddleTier(scene)
    const [mias, pats] = [await assertionOf(scene, mia), await assertionOf(scene, pat)]
    for (const assertion of [mias, pats]) await onBehalfOf(assertion)(`${api.url}/orders`)
    await emulator.revokeSessions(mia)
    const [failed, served] = await Promise.all([
      rejection(onBehalfOf(mias)(`${api.url}/orders`)),
      onBehalfOf(pats)(`${api.url}/orders`),
    ])
    expect(failed).toBeInstanceOf(InteractionRequiredError)
    expect(served.status).toBe(200)
  })

  it('are forgotten, the one that was unused for longest first', async () => {
    await using scene = await setScene()
    const { onBehalfOf, asked } = startMiddleTier(scene, { maxAssertions: 2 })
    const assertions = await Promise.all(range(3).map(() => assertionOf(scene, mia)))
    const [first = '', second = '', third = ''] = assertions
    const kept = onBehalfOf(first)
    for (const assertion of [first, second, first, third]) {
      await onBehalfOf(assertion)(`${scene.api.url}/orders`)
    }
    expect(asked).toHaveBeenCalledTimes(3)
    expect(onBehalfOf(first)).toBe(kept)
    await onBehalfOf(second)(`${scene.api.url}/orders`)
    expect(asked).toHaveBeenCalledTimes(4)
  })

  it('are forgotten when they were not used for long', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    await using scene = await setScene()
    const { onBehalfOf } = startMiddleTier(scene, { idleAssertions: 60_000 })
    const assertion = await assertionOf(scene, mia)
    const first = onBehalfOf(assertion)
    vi.setSystemTime(Date.now() + 59_000)
    expect(onBehalfOf(assertion)).toBe(first)
    vi.setSystemTime(Date.now() + 60_000)
    expect(onBehalfOf(assertion)).not.toBe(first)
  })
})

describe('a call on behalf of a caller', () => {
  it('takes what fetch takes: a Request, inherited members, getters, and options of its own', async () => {
    await using scene = await setScene()
    const { api } = scene
    const { onBehalfOf, asked } = startMiddleTier(scene)
    const caeFetch = onBehalfOf(await assertionOf(scene, mia, true))
    class Order {
      get method() {
        return 'POST'
      }
      get body() {
        return 'by getters'
      }
    }
    const calls = [
      () => caeFetch(new Request(`${api.url}/orders`, { method: 'POST', body: 'a Request' })),
      () => caeFetch(`${api.url}/orders`, new Request(api.url, { method: 'POST' })),
      () => caeFetch(`${api.url}/orders`, Object.create({ method: 'POST', body: 'inherited' })),
      () => caeFetch(`${api.url}/orders`, new Order()),
      () =>
        caeFetch(`${api.url}/orders`, Object.freeze({ method: 'POST', body: 'frozen', cae: {} })),
    ]
    for (const call of calls) expect((await call()).status).toBe(201)
    const cae = { scopes: ['api://orders/orders.read'] }
    await caeFetch(`${api.url}/orders`, { cae })
    expect(asked.mock.lastCall?.[0]).toMatchObject(cae)
    expect([...api.executions().keys()]).toEqual([
      'a Request',
      '',
      'inherited',
      'by getters',
      'frozen',
    ])
  })

  it('is told with a number of its own, and a diagnostic once for all callers', async () => {
    await using scene = await setScene()
    const { api, events } = scene
    const { onBehalfOf } = startMiddleTier(scene)
    const assertions = await Promise.all(range(2).map(() => assertionOf(scene, mia)))
    for (const assertion of assertions) {
      await onBehalfOf(assertion)(`${api.url}/orders`)
    }
    await scene.emulator.moveTo(mia, { country: 'DE', ip: '198.51.100.1' })
    for (const assertion of assertions) {
      await onBehalfOf(assertion)(`${api.url}/orders`)
    }
    const ids = events.flatMap((event) => (event.type === 'challenged' ? [event.callId] : []))
    expect(ids).toEqual([3, 4])
  })

  it('cannot be another one’s: what it says under cae.account is not read', async () => {
    await using scene = await setScene()
    const { onBehalfOf } = startMiddleTier(scene)
    const caeFetch = onBehalfOf(await assertionOf(scene, mia))
    const response = await caeFetch(`${scene.api.url}/me`, { cae: { account: { assertion: 'x' } } })
    expect(await response.json()).toMatchObject({ user: mia })
  })
})

it.each(['', undefined, 7])('%j is no assertion', async (assertion) => {
  await using scene = await setScene()
  const { onBehalfOf } = startMiddleTier(scene)
  expect(() => onBehalfOf(assertion as string)).toThrow(ConfigurationError)
  expect(() => onBehalfOf(assertion as string)).toThrow('access token')
})

it.each([
  { maxAssertions: 0 },
  { maxAssertions: 1.5 },
  { maxAssertions: '10' },
  { idleAssertions: Number.NaN },
  { maxChallenges: -1 },
] as object[])('refuses %o, and names the option', async (options) => {
  await using scene = await setScene()
  const [name = ''] = Object.keys(options)
  expect(() => startMiddleTier(scene, options)).toThrow(ConfigurationError)
  expect(() => startMiddleTier(scene, options)).toThrow(name)
})
