import { generateKeyPairSync, sign } from 'node:crypto'
import { ConfidentialClientApplication, type ICachePlugin } from '@azure/msal-node'
import { readyTenant } from '@caefetch/emulator'
import { describe, expect, it, vi } from 'vitest'
import { createCaeFetch } from '../create-cae-fetch.ts'
import { daemonScopes, expectNoSecrets, type Scene, setScene } from '../scene.fixture.ts'
import { withCae } from '../with-cae.ts'

function startDaemon(scene: Scene, configuration = scene.config('daemon')) {
  const app = new ConfidentialClientApplication(configuration)
  const asked = vi.spyOn(app, 'acquireTokenByClientCredential')
  return { app, asked, caeFetch: createCaeFetch(app, scene.options(daemonScopes)) }
}

const range = (count: number) => Array.from({ length: count }, (_, index) => index)

describe('a daemon on a warm token', () => {
  it('asks MSAL once for 1,000 calls, and Entra no more', { timeout: 60_000 }, async () => {
    await using scene = await setScene()
    const { asked, caeFetch } = startDaemon(scene)
    for (const _ of range(20)) {
      const calls = range(50).map(() => caeFetch(`${scene.api.url}/orders`))
      for (const response of await Promise.all(calls)) await response.arrayBuffer()
    }
    expect(scene.api.requests).toHaveLength(1000)
    expect(scene.api.requests.every(({ status }) => status === 200)).toBe(true)
    expect(asked).toHaveBeenCalledTimes(1)
    expect(scene.emulator.journal.tokenRequests()).toHaveLength(1)
  })
})

describe('a daemon whose session is revoked', () => {
  it('makes one token request for 300 POSTs in flight, and each is executed once', {
    timeout: 60_000,
  }, async () => {
    await using scene = await setScene()
    const { caeFetch } = startDaemon(scene)
    const { api, emulator, events } = scene
    await caeFetch(`${api.url}/orders`)
    expect(emulator.journal.tokenRequests()).toHaveLength(1)

    const { full, release } = scene.hold(300)
    const bodies = range(300).map((number) => `order ${number}`)
    const calls = bodies.map((body) => caeFetch(`${api.url}/orders`, { method: 'POST', body }))
    await full
    await emulator.revokeSessions('daemon')
    release()
    const responses = await Promise.all(calls)

    expect(responses.map(({ status }) => status)).toEqual(bodies.map(() => 201))
    expect(emulator.journal.tokenRequests()).toHaveLength(2)
    expect(api.executions()).toEqual(new Map(bodies.map((body) => [body, 1])))
    expect(events.filter(({ type }) => type === 'replayed')).toHaveLength(300)
    expectNoSecrets(events, scene.tokens)
  })

  it('answers a 401 that arrives late with the token it holds by then', async () => {
    await using scene = await setScene()
    const { caeFetch } = startDaemon(scene)
    const { api, emulator, tokens } = scene
    await caeFetch(`${api.url}/orders`)
    const { full, release } = scene.hold(20)
    const late = range(20).map(() => caeFetch(`${api.url}/orders`))
    await full
    await emulator.revokeSessions('daemon')
    expect((await caeFetch(`${api.url}/orders`)).status).toBe(200)
    release()
    expect((await Promise.all(late)).every(({ ok }) => ok)).toBe(true)
    expect(emulator.journal.tokenRequests()).toHaveLength(2)
    expect(new Set(tokens).size).toBe(2)
  })

  it('finds what another caefetch over the same application has renewed', async () => {
    await using scene = await setScene()
    const { app, caeFetch } = startDaemon(scene)
    const second = createCaeFetch(app, scene.options(daemonScopes))
    const { api, emulator } = scene
    await caeFetch(`${api.url}/orders`)
    await second(`${api.url}/orders`)
    await emulator.revokeSessions('daemon')
    await caeFetch(`${api.url}/orders`)
    expect(emulator.journal.tokenRequests()).toHaveLength(2)
    expect((await second(`${api.url}/orders`)).status).toBe(200)
    expect(emulator.journal.tokenRequests()).toHaveLength(2)
  })

  it('finds what another replica has renewed, in the cache they share', async () => {
    await using scene = await setScene()
    const cachePlugin = sharedStore()
    const configuration = { ...scene.config('daemon'), cache: { cachePlugin } }
    const { api, emulator } = scene
    const replicas = range(2).map(() => startDaemon(scene, configuration).caeFetch)
    for (const replica of replicas) await replica(`${api.url}/orders`)
    expect(emulator.journal.tokenRequests()).toHaveLength(1)
    await emulator.revokeSessions('daemon')
    for (const replica of replicas) {
      expect((await replica(`${api.url}/orders`)).status).toBe(200)
    }
    expect(emulator.journal.tokenRequests()).toHaveLength(2)
  })

  it('is challenged again after every revocation, and sends no claim twice', async () => {
    await using scene = await setScene()
    const { asked, caeFetch } = startDaemon(scene)
    const { api, emulator } = scene
    await caeFetch(`${api.url}/orders`)
    for (const _ of range(3)) {
      await emulator.revokeSessions('daemon')
      expect((await caeFetch(`${api.url}/orders`)).status).toBe(200)
    }
    expect(emulator.journal.tokenRequests()).toHaveLength(4)
    const withClaims = asked.mock.calls.filter(([{ claims }]) => claims !== undefined)
    expect(withClaims).toHaveLength(3)
  })
})

describe('how a daemon proves who it is', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const apps = { ...readyTenant.apps, daemon: { ...readyTenant.apps.daemon, keys: [publicKey] } }

  it.each([
    ['a certificate', { clientCertificate: { thumbprintSha256: 'AB'.repeat(32), privateKey } }],
    ['an assertion of its own making', { clientAssertion }],
  ])('makes no difference: %s does too', async (_, proof) => {
    await using scene = await setScene({ apps })
    const { api, emulator, events, tokens } = scene
    const { clientSecret: _secret, ...auth } = emulator.msalConfig('daemon').auth
    const { caeFetch } = startDaemon(scene, withCae({ auth: { ...auth, ...proof } }))
    await caeFetch(`${api.url}/orders`)
    await emulator.revokeSessions('daemon')
    expect((await caeFetch(`${api.url}/orders`)).status).toBe(200)
    expect(emulator.journal.tokenRequests({ status: 200 })).toHaveLength(2)
    expectNoSecrets(events, tokens)
  })

  async function clientAssertion({ clientId, tokenEndpoint }: Record<string, string | undefined>) {
    const now = Math.floor(Date.now() / 1000)
    const claims = { iss: clientId, sub: clientId, aud: tokenEndpoint, iat: now, exp: now + 300 }
    const parts = [{ alg: 'RS256' }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    )
    const signature = sign('sha256', Buffer.from(parts.join('.')), privateKey)
    return [...parts, signature.toString('base64url')].join('.')
  }
})

/** What a distributed cache does for MSAL. */
function sharedStore(): ICachePlugin {
  let stored = '{}'
  return {
    async beforeCacheAccess({ tokenCache }) {
      tokenCache.deserialize(stored)
    },
    async afterCacheAccess({ tokenCache, cacheHasChanged }) {
      if (cacheHasChanged) stored = tokenCache.serialize()
    },
  }
}
