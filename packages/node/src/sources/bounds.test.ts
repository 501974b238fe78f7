import { ConfidentialClientApplication } from '@azure/msal-node'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startCli } from '../cli.fixture.ts'
import { createCaeFetch } from '../create-cae-fetch.ts'
import { InteractionRequiredError } from '../index.ts'
import { assertionOf, startMiddleTier } from '../middle-tier.fixture.ts'
import type { NodeOptions } from '../options.ts'
import {
  challenge,
  createContextApi,
  createRefusingApi,
  invalidToken,
} from '../refusing-api.fixture.ts'
import {
  daemonScopes,
  holdTokenRequest,
  mia,
  rejection,
  type Scene,
  setScene,
  userScopes,
} from '../scene.fixture.ts'

const range = (count: number) => Array.from({ length: count }, (_, index) => index)

function startDaemon(scene: Scene, options: NodeOptions = {}) {
  const app = new ConfidentialClientApplication(scene.config('daemon'))
  return createCaeFetch(app, { ...scene.options(daemonScopes), ...options })
}

const later = (count: number) =>
  challenge({ access_token: { nbf: { essential: true, value: String(1_700_000_000 + count) } } })

describe.each<[string, (count: number) => Response]>([
  ['refuses every token', invalidToken],
  ['challenges every call with new claims', later],
])('an API that %s', (_, answer) => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('costs three token requests for 20 calls in a row, says so once, and recovers', async () => {
    await using scene = await setScene()
    const { api, emulator, events } = scene
    const refusing = createRefusingApi(answer)
    const caeFetch = startDaemon(scene, { fetch: refusing.fetch })
    for (const _ of range(20)) expect((await caeFetch(api.url)).status).toBe(401)
    expect(emulator.journal.tokenRequests().length).toBeLessThanOrEqual(3)
    const codes = events.flatMap((event) => (event.type === 'diagnostic' ? [event.code] : []))
    expect(codes.filter((code) => code === 'tokens_refused')).toEqual(['tokens_refused'])
    refusing.mend()
    expect((await caeFetch(api.url)).status).toBe(200)
  })

  it('costs no more for 20 calls at once', async () => {
    await using scene = await setScene()
    const { api, emulator } = scene
    const caeFetch = startDaemon(scene, { fetch: createRefusingApi(answer).fetch })
    for (const _ of range(5)) await Promise.all(range(20).map(() => caeFetch(api.url)))
    expect(emulator.journal.tokenRequests().length).toBeLessThanOrEqual(3)
  })
})

it.each([4, 6, 10])(
  'of %i contexts × 20 calls at once, each is asked for and met',
  async (contexts) => {
    await using scene = await setScene()
    const { api, emulator } = scene
    const caeFetch = startDaemon(scene, { fetch: createContextApi() })
    await caeFetch(`${api.url}/c2`)
    // The ready tenant has a policy for c1, which no daemon satisfies.
    const names = range(contexts).map((index) => `c${index + 2}`)
    const calls = range(20).flatMap(() => names.map((name) => caeFetch(`${api.url}/${name}`)))
    const statuses = (await Promise.all(calls)).map(({ status }) => status)
    expect(statuses.filter((status) => status !== 200)).toEqual([])
    expect(emulator.journal.tokenRequests().length).toBeLessThanOrEqual(contexts + 2)
  },
)

describe('a token request that is never answered', () => {
  const hang = { endpoint: 'token', delay: '1h' } as const
  // Long enough for a request that is answered, on a busy machine too.
  const timeout = { tokenTimeout: 1500 }
  const timedOut = {
    code: 'reauthentication_failed',
    message: expect.stringContaining('tokenTimeout'),
  }

  it('of a daemon ends after tokenTimeout, for all who wait, and the next is answered', async () => {
    await using scene = await setScene()
    const { api, emulator } = scene
    const caeFetch = startDaemon(scene, timeout)
    await caeFetch(`${api.url}/orders`)
    await emulator.revokeSessions('daemon')
    emulator.faults.add(hang)
    const calls = range(5).map(() => rejection(caeFetch(`${api.url}/orders`)))
    for (const error of await Promise.all(calls)) {
      expect(error).toMatchObject({ ...timedOut, response: { status: 401 } })
    }
    expect((await caeFetch(`${api.url}/orders`)).status).toBe(200)
  })

  it('of a user holds up no later one, of another caefetch neither', async () => {
    await using scene = await setScene()
    const { api, emulator } = scene
    const { app, signIn } = startCli(scene)
    await signIn(mia)
    const options = { ...scene.options(userScopes), ...timeout }
    const [caeFetch, other] = [createCaeFetch(app, options), createCaeFetch(app, options)]
    await caeFetch(`${api.url}/orders`)
    await emulator.moveTo(mia, { country: 'DE', ip: '198.51.100.1' })
    emulator.faults.add(hang)
    expect(await rejection(caeFetch(`${api.url}/orders`))).toMatchObject(timedOut)
    expect((await other(`${api.url}/orders`)).status).toBe(200)
    expect((await caeFetch(`${api.url}/orders`)).status).toBe(200)
  })

  it('of a user whose call is aborted holds up no later one', async () => {
    await using scene = await setScene()
    const { api, emulator } = scene
    const { app, signIn } = startCli(scene)
    await signIn(mia)
    const caeFetch = createCaeFetch(app, scene.options(userScopes))
    await caeFetch(`${api.url}/orders`)
    await emulator.moveTo(mia, { country: 'DE', ip: '198.51.100.1' })
    const { sent, release } = holdTokenRequest()
    const controller = new AbortController()
    const call = rejection(caeFetch(`${api.url}/orders`, { signal: controller.signal }))
    await sent
    controller.abort(new Error('enough'))
    expect(await call).toEqual(new Error('enough'))
    expect((await caeFetch(`${api.url}/orders`)).status).toBe(200)
    release()
  })

  it('on behalf of one caller holds up no other', async () => {
    await using scene = await setScene()
    const { api } = scene
    const { onBehalfOf } = startMiddleTier(scene, timeout)
    const [one, other] = [await assertionOf(scene, mia), await assertionOf(scene, mia)]
    const { sent, release } = holdTokenRequest()
    const hung = rejection(onBehalfOf(one)(`${api.url}/orders`))
    await sent
    expect((await onBehalfOf(other)(`${api.url}/orders`)).status).toBe(200)
    expect(await hung).toMatchObject(timedOut)
    expect((await onBehalfOf(one)(`${api.url}/orders`)).status).toBe(200)
    release()
  })
})

it('nobody is asked for an API that refuses every token that can be had silently', async () => {
  await using scene = await setScene()
  const { app, signIn } = startCli(scene)
  await signIn(mia)
  const refusing = createRefusingApi(later)
  const interaction = vi.fn(() => Promise.reject(new InteractionRequiredError('declined')))
  const caeFetch = createCaeFetch(app, {
    ...scene.options(userScopes),
    fetch: refusing.fetch,
    interaction,
  })
  for (const _ of range(20)) await caeFetch(scene.api.url)
  expect(interaction).not.toHaveBeenCalled()
  expect(scene.emulator.journal.tokenRequests().length).toBeLessThanOrEqual(4)
})
