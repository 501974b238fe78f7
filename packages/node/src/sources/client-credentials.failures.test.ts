import {
  ConfidentialClientApplication,
  InteractionRequiredAuthError,
  ServerError,
} from '@azure/msal-node'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createCaeFetch } from '../create-cae-fetch.ts'
import { InteractionRequiredError, ReauthenticationError } from '../index.ts'
import {
  daemonScopes,
  eventually,
  expectNoSecrets,
  holdTokenRequest,
  rejection,
  type Scene,
  setScene,
} from '../scene.fixture.ts'

const second = 1000

// MSAL, the emulator and caefetch all look at this one clock; timers and sockets stay real.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})
const pass = (ms: number) => vi.setSystemTime(Date.now() + ms)

function startDaemon(scene: Scene) {
  const app = new ConfidentialClientApplication(scene.config('daemon'))
  const asked = vi.spyOn(app, 'acquireTokenByClientCredential')
  return { app, asked, caeFetch: createCaeFetch(app, scene.options(daemonScopes)) }
}

describe('a step-up that no daemon can satisfy', () => {
  it('rejects with what a developer needs, and no secret', async () => {
    await using scene = await setScene()
    const { caeFetch } = startDaemon(scene)
    const { api, events, tokens } = scene
    const error = await rejection(caeFetch(`${api.url}/orders/1`, { method: 'DELETE' }))
    if (!(error instanceof InteractionRequiredError)) throw error
    expect(error.cause).toBeInstanceOf(InteractionRequiredAuthError)
    expect(error.claims).toMatchObject({
      access_token: {
        acrs: { essential: true, value: 'c1' },
        // What the identity provider adds to the challenge.
        capolids: { essential: true, values: [expect.any(String)] },
      },
    })
    expect(error.response?.status).toBe(401)
    expect(error.response?.bodyUsed).toBe(false)
    expect(await error.response?.json()).toMatchObject({ error: 'insufficient_claims' })
    expect(`${error} ${JSON.stringify(error)}`).not.toContain('c1')
    expectNoSecrets([error, ...events], tokens)
    expect(events.at(-1)).toMatchObject({ type: 'unresolved', code: 'interaction_required' })
  })

  it('leaves the next call as it was', async () => {
    await using scene = await setScene()
    const { caeFetch, asked } = startDaemon(scene)
    const { api } = scene
    await rejection(caeFetch(`${api.url}/orders/1`, { method: 'DELETE' }))
    const before = asked.mock.calls.length
    expect((await caeFetch(`${api.url}/orders`)).status).toBe(200)
    expect(asked).toHaveBeenCalledTimes(before)
    expect(api.orders()).toHaveLength(1)
  })
})

describe('a token endpoint in trouble', () => {
  it.each([
    { status: 429, retryAfter: 3 },
    { status: 503, retryAfter: 3 },
  ])('at the first token: rejects, and recovers ($status)', async (fault) => {
    await using scene = await setScene()
    const { caeFetch } = startDaemon(scene)
    const { api, emulator } = scene
    emulator.faults.add({ endpoint: 'token', ...fault })
    const error = await rejection(caeFetch(`${api.url}/orders`))
    if (!(error instanceof ReauthenticationError)) throw error
    expect(error.cause).toBeInstanceOf(ServerError)
    expect(error.response).toBeUndefined()
    expect(api.requests).toEqual([])
    pass(4 * second)
    expect((await caeFetch(`${api.url}/orders`)).status).toBe(200)
  })

  it('at a challenge: rejects with the 401, and the next call tries again', async () => {
    await using scene = await setScene()
    const { caeFetch } = startDaemon(scene)
    const { api, emulator, tokens } = scene
    await caeFetch(`${api.url}/orders`)
    await emulator.revokeSessions('daemon')
    emulator.faults.add({ endpoint: 'token', status: 503, retryAfter: 5 })
    const error = await rejection(caeFetch(`${api.url}/orders`, { method: 'POST', body: 'once' }))
    if (!(error instanceof ReauthenticationError)) throw error
    expect(error.response?.status).toBe(401)
    expectNoSecrets(error, tokens)
    pass(6 * second)
    const response = await caeFetch(`${api.url}/orders`, { method: 'POST', body: 'once' })
    expect(response.status).toBe(201)
    expect(api.executions()).toEqual(new Map([['once', 1]]))
  })

  it('cut off once: is asked again, for all who wait', async () => {
    await using scene = await setScene()
    const { caeFetch } = startDaemon(scene)
    const { api, emulator } = scene
    emulator.faults.add({ endpoint: 'token', cut: true })
    const calls = [1, 2, 3].map(() => caeFetch(`${api.url}/orders`))
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([200, 200, 200])
    expect(emulator.journal.tokenRequests({ status: 200 })).toHaveLength(1)
  })

  it('cut off twice: rejects, and recovers', async () => {
    await using scene = await setScene()
    const { caeFetch } = startDaemon(scene)
    const { api, emulator } = scene
    emulator.faults.add({ endpoint: 'token', cut: true, times: 2 })
    expect(await rejection(caeFetch(`${api.url}/orders`))).toBeInstanceOf(ReauthenticationError)
    expect((await caeFetch(`${api.url}/orders`)).status).toBe(200)
  })

  it('answering 503 once, and naming no time: is asked again, at a challenge too', async () => {
    await using scene = await setScene()
    const { caeFetch } = startDaemon(scene)
    const { api, emulator } = scene
    emulator.faults.add({ endpoint: 'token', status: 503 })
    expect((await caeFetch(`${api.url}/orders`)).status).toBe(200)
    await emulator.revokeSessions('daemon')
    emulator.faults.add({ endpoint: 'token', status: 502 })
    expect((await caeFetch(`${api.url}/orders`)).status).toBe(200)
    expect(emulator.journal.tokenRequests().map(({ status }) => status)).toEqual([
      503, 200, 502, 200,
    ])
  })

  it('answering 503 twice: rejects, and MSAL leaves it alone for a minute', async () => {
    await using scene = await setScene()
    const { caeFetch } = startDaemon(scene)
    const { api, emulator } = scene
    emulator.faults.add({ endpoint: 'token', status: 503, times: 2 })
    for (const _ of [1, 2, 3]) {
      const error = await rejection(caeFetch(`${api.url}/orders`))
      expect(error).toBeInstanceOf(ReauthenticationError)
    }
    expect(emulator.journal.tokenRequests()).toHaveLength(2)
    pass(61 * second)
    expect((await caeFetch(`${api.url}/orders`)).status).toBe(200)
  })

  it('whose answer breaks off once: is asked again', async () => {
    await using scene = await setScene()
    const { caeFetch } = startDaemon(scene)
    const { api, emulator } = scene
    emulator.faults.add({ endpoint: 'token', malformed: true })
    expect((await caeFetch(`${api.url}/orders`)).status).toBe(200)
    expect(emulator.journal.tokenRequests()).toHaveLength(2)
  })

  it('answering nonsense: rejects, and recovers', async () => {
    await using scene = await setScene()
    const { caeFetch } = startDaemon(scene)
    const { api, emulator } = scene
    emulator.faults.add({ endpoint: 'token', malformed: true, times: 2 })
    expect(await rejection(caeFetch(`${api.url}/orders`))).toBeInstanceOf(ReauthenticationError)
    expect((await caeFetch(`${api.url}/orders`)).status).toBe(200)
  })
})

it('a daemon that is disabled is refused, and works again once it is enabled', async () => {
  await using scene = await setScene()
  const { caeFetch } = startDaemon(scene)
  const { api, emulator } = scene
  await caeFetch(`${api.url}/orders`)
  await emulator.disableApp('daemon')
  const error = await rejection(caeFetch(`${api.url}/orders`))
  if (!(error instanceof ReauthenticationError)) throw error
  expect(error.cause).toMatchObject({ errorCode: 'unauthorized_client', errorNo: 7000112 })
  expect(error.response?.status).toBe(401)
  emulator.enableApp('daemon')
  expect((await caeFetch(`${api.url}/orders`)).status).toBe(200)
})

it('a token that the API calls invalid is renewed by force', async () => {
  await using scene = await setScene()
  const { asked, caeFetch } = startDaemon(scene)
  const { api, emulator, events } = scene
  await caeFetch(`${api.url}/orders`)
  // For MSAL no time passes: its cache holds the token for good still.
  await emulator.clock.advance('29h')
  expect((await caeFetch(`${api.url}/orders`)).status).toBe(200)
  expect(events).toContainEqual(expect.objectContaining({ reason: 'invalid-token' }))
  expect(asked.mock.lastCall?.[0]).toMatchObject({ scopes: daemonScopes, skipCache: true })
  expect(emulator.journal.tokenRequests()).toHaveLength(2)
})

describe('a call that is aborted', () => {
  it('stops at once, and the others get their answer', async () => {
    await using scene = await setScene()
    const { caeFetch } = startDaemon(scene)
    const { api, emulator, events } = scene
    await caeFetch(`${api.url}/orders`)
    await emulator.revokeSessions('daemon')
    const controller = new AbortController()
    const { sent, release } = holdTokenRequest()
    const aborted = rejection(caeFetch(`${api.url}/orders`, { signal: controller.signal }))
    const others = [1, 2, 3].map(() => caeFetch(`${api.url}/orders`))
    await sent
    // All four wait for that one request.
    await eventually(() =>
      expect(events.map(({ type }) => type)).toEqual(Array(4).fill('challenged')),
    )
    const reason = new Error('enough')
    controller.abort(reason)
    expect(await aborted).toBe(reason)
    release()
    const responses = await Promise.all(others)
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(emulator.journal.tokenRequests()).toHaveLength(2)
  })
})
