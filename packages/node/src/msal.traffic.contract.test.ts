import { ConfidentialClientApplication, ServerError } from '@azure/msal-node'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { startCli } from './cli.fixture.ts'
import {
  holdTokenRequest,
  mia,
  rejection,
  type Scene,
  daemonScopes as scopes,
  setScene,
  userScopes,
} from './scene.fixture.ts'

// When MSAL asks Entra, and when it does not: facts that caefetch builds on.

afterEach(() => {
  vi.useRealTimers()
})

const startDaemon = (scene: Scene, auth: object = {}) =>
  new ConfidentialClientApplication({ auth: { ...scene.config('daemon').auth, ...auth } })

const nbf = (value: number | string) =>
  JSON.stringify({ access_token: { nbf: { essential: true, value: String(value) } } })
const ten = Array.from({ length: 10 }, (_, index) => index)

describe('concurrent requests with the same claims', () => {
  it('by client credentials are not coalesced', async () => {
    await using scene = await setScene()
    const app = startDaemon(scene)
    await Promise.all(ten.map(() => app.acquireTokenByClientCredential({ scopes, claims: nbf(1) })))
    expect(scene.emulator.journal.tokenRequests()).toHaveLength(10)
  })

  it('on behalf of a user are not coalesced', async () => {
    await using scene = await setScene()
    const oboAssertion = await scene.emulator.accessToken({
      client: 'spa',
      user: mia,
      scopes: ['api://web-api/access_as_user'],
    })
    const app = new ConfidentialClientApplication(scene.config('web-api'))
    const request = { oboAssertion, scopes: userScopes, claims: nbf(1) }
    await Promise.all(ten.map(() => app.acquireTokenOnBehalfOf(request)))
    expect(scene.emulator.journal.tokenRequests()).toHaveLength(10)
  })

  it('for a user, silently, are coalesced', async () => {
    await using scene = await setScene()
    const { app, signIn } = startCli(scene)
    const account = await signIn(mia)
    const request = { account, scopes: userScopes, claims: nbf(1) }
    await Promise.all(ten.map(() => app.acquireTokenSilent(request)))
    expect(scene.emulator.journal.tokenRequests({ grant: 'refresh_token' })).toHaveLength(1)
  })
})

it('a silent request waits for an equal one, and not for one that differs by a moment', async () => {
  await using scene = await setScene()
  const { app, signIn } = startCli(scene)
  const account = await signIn(mia)
  const request = { account, scopes: userScopes, forceRefresh: true }
  const { sent, release } = holdTokenRequest()
  const held = app.acquireTokenSilent(request)
  await sent
  const equal = app.acquireTokenSilent(request)
  const other = { ...request, refreshTokenExpirationOffsetSeconds: 300.001 }
  expect((await app.acquireTokenSilent(other)).accessToken).toBeDefined()
  release()
  expect((await equal).accessToken).toBe((await held).accessToken)
})

it('after a 503 the same request is held back for a minute, which the store of the cache tells', async () => {
  await using scene = await setScene()
  const app = startDaemon(scene)
  const ask = () => app.acquireTokenByClientCredential({ scopes })
  scene.emulator.faults.add({ endpoint: 'token', status: 503 })
  expect(await rejection(ask())).toMatchObject({ status: 503 })
  expect(await rejection(ask())).toBeInstanceOf(ServerError)
  expect(scene.emulator.journal.tokenRequests()).toHaveLength(1)
  const store: Record<string, unknown> = app.getTokenCache().getKVStore()
  const [key = ''] = Object.keys(store).filter((name) => name.startsWith('throttling.'))
  expect(store[key]).toMatchObject({ throttleTime: expect.any(Number) })
  delete store[key]
  expect((await ask())?.accessToken).toBeDefined()
})

it('after a 429 the same claims are held back, other claims are not', async () => {
  await using scene = await setScene()
  const app = startDaemon(scene)
  const ask = (claims: string) => app.acquireTokenByClientCredential({ scopes, claims })
  scene.emulator.faults.add({ endpoint: 'token', status: 429, retryAfter: 60 })
  expect(await rejection(ask(nbf(1)))).toBeInstanceOf(ServerError)
  expect(await rejection(ask(nbf(1)))).toBeInstanceOf(ServerError)
  expect(scene.emulator.journal.tokenRequests()).toHaveLength(1)
  expect((await ask(nbf(2)))?.accessToken).toBeDefined()
})

describe('a token with refresh_in', () => {
  async function age(scene: Scene) {
    const app = startDaemon(scene)
    const first = await app.acquireTokenByClientCredential({ scopes })
    vi.setSystemTime(first?.refreshOn ?? 0)
    vi.setSystemTime(Date.now() + 1000)
    return { first, ask: () => app.acquireTokenByClientCredential({ scopes }) }
  }

  it('says when to renew it; then MSAL waits for the new one, and returns the old one', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    await using scene = await setScene()
    const { first, ask } = await age(scene)
    const second = await ask()
    expect(scene.emulator.journal.tokenRequests()).toHaveLength(2)
    expect(second).toMatchObject({ accessToken: first?.accessToken, fromCache: true })
    expect(second?.refreshOn?.getTime()).toBeLessThan(Date.now())
    expect((await ask())?.accessToken).not.toBe(first?.accessToken)
  })

  it('is returned where its renewal is refused, and withheld where it is cut off', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    await using scene = await setScene()
    const { first, ask } = await age(scene)
    scene.emulator.faults.add({ endpoint: 'token', status: 400 })
    expect((await ask())?.accessToken).toBe(first?.accessToken)
    scene.emulator.faults.add({ endpoint: 'token', cut: true })
    expect(await rejection(ask())).toMatchObject({ errorCode: 'network_error' })
    expect((await ask())?.accessToken).toBe(first?.accessToken)
  })
})
