import { describe, expect, it, vi } from 'vitest'
import { approve, interactions, startCli, startTool } from '../cli.fixture.ts'
import { createCaeFetch } from '../create-cae-fetch.ts'
import {
  deviceCode,
  type Interaction,
  InteractionRequiredError,
  ReauthenticationError,
} from '../index.ts'
import { eventually, mia, pat, rejection, setScene, userScopes } from '../scene.fixture.ts'

describe('a device code that nobody waits for any more', () => {
  it('is not polled for any longer', async () => {
    await using scene = await setScene()
    const controller = new AbortController()
    const { app } = startCli(scene)
    const onDevice = vi.spyOn(app, 'acquireTokenByDeviceCode')
    const caeFetch = createCaeFetch(app, {
      ...scene.options(userScopes),
      interaction: deviceCode(() => controller.abort(new Error('enough'))),
    })
    const call = caeFetch(`${scene.api.url}/orders`, { signal: controller.signal })
    await expect(call).rejects.toThrow('enough')
    const [ended] = onDevice.mock.results
    await expect(ended?.value).rejects.toMatchObject({ errorCode: 'device_code_polling_cancelled' })
    expect(scene.emulator.journal.tokenRequests()).toEqual([])
  })
})

describe('an answer that does not help', () => {
  it('a refusal rejects, with what the identity provider said', async () => {
    await using scene = await setScene()
    const { app } = startCli(scene)
    const refusal = Object.assign(new Error('declined'), { errorCode: 'access_denied' })
    const caeFetch = createCaeFetch(app, {
      ...scene.options(userScopes),
      interaction: () => Promise.reject(refusal),
    })
    const error = await rejection(caeFetch(`${scene.api.url}/orders`))
    expect(error).toBeInstanceOf(ReauthenticationError)
    expect(error).toMatchObject({ cause: refusal })
    expect(scene.events).toMatchObject([
      { type: 'interaction', kind: 'custom', state: 'started' },
      { type: 'interaction', kind: 'custom', state: 'failed' },
    ])
  })

  it('a refusal concerns its own resource: for the other, the user is asked after it', async () => {
    await using scene = await setScene()
    const { api } = scene
    const resources = {
      [`${api.url}/me`]: ['api://orders/orders.read'],
      [`${api.url}/orders`]: ['api://orders/orders.write'],
    }
    const refusal = Promise.withResolvers<null>()
    const onDevice = deviceCode(approve(scene, mia))
    const interaction = vi.fn<Interaction>(onDevice).mockReturnValueOnce(refusal.promise)
    const caeFetch = createCaeFetch(startCli(scene).app, {
      ...scene.options(userScopes),
      resources,
      interaction,
    })
    const refused = rejection(caeFetch(`${api.url}/me`))
    await eventually(() => expect(interaction).toHaveBeenCalledTimes(1))
    const other = caeFetch(`${api.url}/orders`, { method: 'POST', body: 'an order' })
    // Without a cache outside of the process it takes no more than this to queue up.
    await new Promise(setImmediate)
    refusal.reject(new Error('declined'))
    expect(await refused).toBeInstanceOf(ReauthenticationError)
    expect((await other).status).toBe(201)
    expect(interactions(scene)).toEqual(['started', 'failed', 'started', 'succeeded'])
  })

  it('no token rejects', async () => {
    await using scene = await setScene()
    const caeFetch = createCaeFetch(startCli(scene).app, {
      ...scene.options(userScopes),
      interaction: async () => null,
    })
    const error = await rejection(caeFetch(`${scene.api.url}/orders`))
    expect(error).toBeInstanceOf(ReauthenticationError)
    expect(error).toMatchObject({ message: expect.stringContaining('without an access token') })
  })

  it('the token of another user is not sent', async () => {
    await using scene = await setScene()
    const { api, emulator, tokens } = scene
    const { signIn, caeFetch } = startTool(scene, { user: pat })
    await signIn(mia)
    await caeFetch(`${api.url}/orders`)
    await emulator.revokeSessions(mia)
    const error = await rejection(caeFetch(`${api.url}/orders`, { method: 'POST', body: 'of Mia' }))
    expect(error).toBeInstanceOf(InteractionRequiredError)
    expect(error).toMatchObject({ message: expect.stringContaining('Another user') })
    expect(new Set(tokens).size).toBe(1)
    expect(api.executions()).toEqual(new Map())
  })

  it('a sign-in that shows too little rejects, with the response of the API', async () => {
    await using scene = await setScene()
    const { signIn, asked, caeFetch } = startTool(scene, { mfa: false })
    await signIn(mia)
    const error = await rejection(caeFetch(`${scene.api.url}/orders/1`, { method: 'DELETE' }))
    if (!(error instanceof ReauthenticationError)) throw error
    expect(error.response?.status).toBe(401)
    expect(error.claims).toMatchObject({ access_token: { acrs: { value: 'c1' } } })
    expect(asked).toHaveLength(1)
    expect(interactions(scene)).toEqual(['started', 'failed'])
  })
})
