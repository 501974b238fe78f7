import { ConfidentialClientApplication, type Configuration } from '@azure/msal-node'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createCaeFetch } from '../create-cae-fetch.ts'
import { daemonScopes, eventually, type Scene, setScene } from '../scene.fixture.ts'

const hour = 3_600_000

// MSAL, the emulator and caefetch all look at this one clock; timers and sockets stay real.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})
const pass = (ms: number) => vi.setSystemTime(Date.now() + ms)

function startDaemon(scene: Scene, configuration: Configuration = scene.config('daemon')) {
  const app = new ConfidentialClientApplication(configuration)
  const asked = vi.spyOn(app, 'acquireTokenByClientCredential')
  return { app, asked, caeFetch: createCaeFetch(app, scene.options(daemonScopes)) }
}

describe('a token past its half-life', () => {
  it('is renewed in the background, and the new one is used from then on', async () => {
    await using scene = await setScene()
    const { asked, caeFetch } = startDaemon(scene)
    const { api, emulator, tokens } = scene
    await caeFetch(`${api.url}/orders`)
    pass(15 * hour)
    expect((await caeFetch(`${api.url}/orders`)).status).toBe(200)
    // MSAL renews, and returns the old token once more; so it is asked again.
    await eventually(() => expect(asked).toHaveBeenCalledTimes(3))
    const renewed = await asked.mock.results[2]?.value
    await caeFetch(`${api.url}/orders`)
    expect(tokens[1]).toBe(tokens[0])
    expect(tokens[2]).toBe(renewed.accessToken)
    expect(tokens[2]).not.toBe(tokens[0])
    expect(emulator.journal.tokenRequests()).toHaveLength(2)
  })

  it('is renewed at once where it comes from the cache of MSAL', async () => {
    await using scene = await setScene()
    const { app, caeFetch } = startDaemon(scene)
    const { api, emulator, tokens } = scene
    await caeFetch(`${api.url}/orders`)
    pass(15 * hour)
    const later = createCaeFetch(app, scene.options(daemonScopes))
    await later(`${api.url}/orders`)
    expect(tokens[1]).not.toBe(tokens[0])
    expect(emulator.journal.tokenRequests()).toHaveLength(2)
  })

  it.each([429, 503, 400])('does while it cannot be renewed (%i)', async (status) => {
    await using scene = await setScene()
    const { app, caeFetch } = startDaemon(scene)
    const { api, emulator, tokens } = scene
    await caeFetch(`${api.url}/orders`)
    pass(15 * hour)
    emulator.faults.add({ endpoint: 'token', status, times: 5 })
    const later = createCaeFetch(app, scene.options(daemonScopes))
    expect((await later(`${api.url}/orders`)).status).toBe(200)
    expect(tokens[1]).toBe(tokens[0])
  })
})

it('a token without a half-life is renewed when it is about to expire', async () => {
  await using scene = await setScene()
  const { app, caeFetch, asked } = startDaemon(scene, scene.emulator.msalConfig('daemon'))
  const { api, emulator } = scene
  await caeFetch(`${api.url}/orders`)
  const first = await app.acquireTokenByClientCredential({ scopes: daemonScopes })
  expect(first?.refreshOn).toBeUndefined()
  vi.setSystemTime((first?.expiresOn?.getTime() ?? 0) - 301 * 1000)
  await caeFetch(`${api.url}/orders`)
  expect(emulator.journal.tokenRequests()).toHaveLength(1)
  pass(2 * 1000)
  expect((await caeFetch(`${api.url}/orders`)).status).toBe(200)
  await eventually(() => expect(asked).toHaveBeenCalledTimes(3))
  await asked.mock.results[2]?.value
  expect(emulator.journal.tokenRequests()).toHaveLength(2)
})
