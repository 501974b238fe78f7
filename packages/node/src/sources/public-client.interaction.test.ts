import { describe, expect, it, vi } from 'vitest'
import { approve, interactions, startCli, startTool } from '../cli.fixture.ts'
import { createCaeFetch } from '../create-cae-fetch.ts'
import { deviceCode, InteractionRequiredError, ReauthenticationError } from '../index.ts'
import {
  expectNoSecrets,
  holdTokenRequest,
  mia,
  rejection,
  setScene,
  userScopes,
} from '../scene.fixture.ts'

describe('asking the user', () => {
  it('signs in whoever has not signed in yet', async () => {
    await using scene = await setScene()
    const show = vi.fn(approve(scene, mia))
    const caeFetch = createCaeFetch(startCli(scene).app, {
      ...scene.options(userScopes),
      interaction: deviceCode(show),
    })
    const response = await caeFetch(`${scene.api.url}/me`)
    expect(await response.json()).toMatchObject({ user: mia })
    expect(show).toHaveBeenCalledTimes(1)
    const told = { type: 'interaction', kind: 'deviceCode', callId: 1, method: 'GET' }
    expect(scene.events).toMatchObject([
      { ...told, state: 'started' },
      { ...told, state: 'succeeded' },
    ])
  })

  it('is not disturbed by a listener that throws', async () => {
    await using scene = await setScene()
    const caeFetch = createCaeFetch(startCli(scene).app, {
      ...scene.options(userScopes),
      interaction: deviceCode(approve(scene, mia)),
      onEvent: () => {
        throw new Error('a bug in the listener')
      },
    })
    expect((await caeFetch(`${scene.api.url}/orders`)).status).toBe(200)
  })

  it('happens once for 8 calls that a revocation hits', async () => {
    await using scene = await setScene()
    const { api, emulator } = scene
    const { signIn, asked, caeFetch } = startTool(scene)
    const account = await signIn(mia)
    await caeFetch(`${api.url}/orders`)
    await emulator.revokeSessions(mia)
    const bodies = ['1', '2', '3', '4', '5', '6', '7', '8']
    const calls = bodies.map((body) => caeFetch(`${api.url}/orders`, { method: 'POST', body }))
    expect((await Promise.all(calls)).every(({ status }) => status === 201)).toBe(true)
    expect(api.executions()).toEqual(new Map(bodies.map((body) => [body, 1])))
    expect(asked).toHaveLength(1)
    expect(asked[0]?.account).toMatchObject({ homeAccountId: account.homeAccountId })
    expect(JSON.parse(asked[0]?.claims ?? '')).toMatchObject({
      access_token: { nbf: { essential: true } },
    })
    expect(interactions(scene)).toEqual(['started', 'succeeded'])
  })

  it('happens once for two resources, where the answer does for both', async () => {
    await using scene = await setScene()
    const { api, emulator } = scene
    const resources = {
      [`${api.url}/me`]: ['api://orders/orders.read'],
      [`${api.url}/orders`]: ['api://orders/orders.write'],
    }
    const { signIn, asked, caeFetch } = startTool(scene, { resources })
    await signIn(mia)
    const callBoth = () =>
      Promise.all([
        caeFetch(`${api.url}/me`),
        caeFetch(`${api.url}/orders`, { method: 'POST', body: 'an order' }),
      ])
    await callBoth()
    await emulator.revokeSessions(mia)
    expect((await callBoth()).map(({ status }) => status)).toEqual([200, 201])
    expect(asked).toHaveLength(1)
    expect(interactions(scene)).toEqual(['started', 'succeeded'])
  })

  it('steps up, with the claims of the challenge and those of the identity provider', async () => {
    await using scene = await setScene()
    const { api, emulator, events, tokens } = scene
    const { signIn, asked, caeFetch } = startTool(scene)
    await signIn(mia)
    const response = await caeFetch(`${api.url}/orders/1`, { method: 'DELETE' })
    expect(response.status).toBe(204)
    const [policy] = emulator.policies.list()
    expect(asked.map(({ claims = '' }) => JSON.parse(claims))).toEqual([
      {
        access_token: {
          acrs: { essential: true, value: 'c1' },
          capolids: { essential: true, values: [policy?.id] },
        },
      },
    ])
    expect((await caeFetch(`${api.url}/orders`)).status).toBe(200)
    expect(asked).toHaveLength(1)
    expectNoSecrets(events, tokens)
    expect(JSON.stringify(events)).not.toMatch(/c1|capolids/)
  })

  it('never happens to a call that forbids it', async () => {
    await using scene = await setScene()
    const { api, emulator } = scene
    const { signIn, asked, caeFetch } = startTool(scene)
    await signIn(mia)
    await caeFetch(`${api.url}/orders`)
    await emulator.revokeSessions(mia)
    const error = await rejection(caeFetch(`${api.url}/orders`, { cae: { interaction: 'none' } }))
    expect(error).toBeInstanceOf(InteractionRequiredError)
    expect(asked).toEqual([])
    expect((await caeFetch(`${api.url}/orders`)).status).toBe(200)
    expect(asked).toHaveLength(1)
  })

  it('does not happen where no person can help', async () => {
    await using scene = await setScene()
    const { api, emulator } = scene
    const { signIn, asked, caeFetch } = startTool(scene)
    await signIn(mia)
    await caeFetch(`${api.url}/orders`)
    await emulator.moveTo(mia, { country: 'DE', ip: '198.51.100.1' })
    emulator.faults.add({ endpoint: 'token', status: 503, times: 2 })
    const error = await rejection(caeFetch(`${api.url}/orders`))
    expect(error).toBeInstanceOf(ReauthenticationError)
    expect(asked).toEqual([])
  })

  it('does not happen any more once the call is aborted', async () => {
    await using scene = await setScene()
    const { api, emulator } = scene
    const { signIn, silently, asked, caeFetch } = startTool(scene)
    await signIn(mia)
    await caeFetch(`${api.url}/orders`)
    await emulator.revokeSessions(mia)
    const controller = new AbortController()
    const { sent, release } = holdTokenRequest()
    const call = rejection(caeFetch(`${api.url}/orders`, { signal: controller.signal }))
    await sent
    controller.abort(new Error('enough'))
    expect(await call).toMatchObject({ message: 'enough' })
    release()
    await Promise.allSettled(silently.mock.results.map(({ value }) => value))
    expect((await caeFetch(`${api.url}/orders`)).status).toBe(200)
    expect(asked).toHaveLength(1)
  })
})
