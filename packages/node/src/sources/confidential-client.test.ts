import { ConfidentialClientApplication } from '@azure/msal-node'
import { describe, expect, it, vi } from 'vitest'
import { createCaeFetch } from '../create-cae-fetch.ts'
import { InteractionRequiredError, ReauthenticationError } from '../index.ts'
import { signInOnPages } from '../pages.fixture.ts'
import { createRevokingApi } from '../revoking-api.fixture.ts'
import {
  daemonScopes,
  mia,
  pat,
  rejection,
  type Scene,
  setScene,
  userScopes,
} from '../scene.fixture.ts'

describe('a web app that calls for its user', () => {
  const start = (scene: Scene) => new ConfidentialClientApplication(scene.config('web-api'))

  async function signIn(scene: Scene, user: string, app = start(scene)) {
    const request = { scopes: userScopes, redirectUri: 'http://localhost:3000/auth' }
    const { searchParams } = await signInOnPages(await app.getAuthCodeUrl(request), user)
    const code = searchParams.get('code') ?? ''
    const { account } = await app.acquireTokenByCode({ ...request, code })
    if (!account) throw new Error('Nobody signed in.')
    return { app, account }
  }

  it('gets tokens of that user silently, and says so when the user is needed', async () => {
    await using scene = await setScene()
    const { api, emulator } = scene
    const { app, account } = await signIn(scene, pat)
    const caeFetch = createCaeFetch(app, { ...scene.options(userScopes), account })
    const me = await caeFetch(`${api.url}/me`)
    expect(await me.json()).toMatchObject({ user: pat })
    await emulator.moveTo(pat, { country: 'DE', ip: '198.51.100.1' })
    expect((await caeFetch(`${api.url}/orders`)).status).toBe(200)
    await emulator.revokeSessions(pat)
    const error = await rejection(caeFetch(`${api.url}/orders`))
    expect(error).toBeInstanceOf(InteractionRequiredError)
  })

  it('gets no token of whoever is signed in while it says that nobody is', async () => {
    await using scene = await setScene()
    const { app } = await signIn(scene, mia)
    const account = () => undefined
    const caeFetch = createCaeFetch(app, { ...scene.options(userScopes), account })
    const error = await rejection(caeFetch(`${scene.api.url}/me`))
    expect(error).toBeInstanceOf(InteractionRequiredError)
    expect(scene.api.requests).toEqual([])
  })

  it('gets each call the tokens of the user that it names, at the same time', async () => {
    await using scene = await setScene()
    const { api, emulator } = scene
    const app = start(scene)
    const users = [mia, pat]
    const signedIn = [await signIn(scene, mia, app), await signIn(scene, pat, app)]
    const caeFetch = createCaeFetch(app, scene.options(userScopes))
    const askAll = () =>
      Promise.all(
        [...signedIn, ...signedIn, ...signedIn].map(async ({ account }) => {
          const response = await caeFetch(`${api.url}/me`, { cae: { account } })
          return (await response.json()).user
        }),
      )
    expect(await askAll()).toEqual([...users, ...users, ...users])
    for (const user of users) await emulator.moveTo(user, { country: 'DE', ip: '198.51.100.1' })
    expect(await askAll()).toEqual([...users, ...users, ...users])
    expect(emulator.journal.tokenRequests({ grant: 'refresh_token' })).toHaveLength(2)
  })

  it('gets its own tokens for a call that names no user', async () => {
    await using scene = await setScene()
    const { app, account } = await signIn(scene, mia)
    const own = vi.spyOn(app, 'acquireTokenByClientCredential')
    const silently = vi.spyOn(app, 'acquireTokenSilent')
    const api = createRevokingApi()
    const caeFetch = createCaeFetch(app, { ...scene.options(daemonScopes), fetch: api.fetch })
    await caeFetch(scene.api.url)
    await caeFetch(scene.api.url, { cae: { account, scopes: userScopes } })
    await caeFetch(scene.api.url)
    expect([own.mock.calls.length, silently.mock.calls.length]).toEqual([1, 1])
    const [first, second, third] = api.tokens
    expect(third).toBe(first)
    expect(second).not.toBe(first)
  })

  it('executes no call of the user before for the one that it has switched to', async () => {
    await using scene = await setScene()
    const { api, emulator } = scene
    const { app, account: before } = await signIn(scene, mia)
    const { account: after } = await signIn(scene, pat, app)
    let account = before
    const caeFetch = createCaeFetch(app, { ...scene.options(userScopes), account: () => account })
    await caeFetch(`${api.url}/me`)
    await emulator.moveTo(mia, { country: 'DE', ip: '198.51.100.1' })
    const { full, release } = scene.hold(1)
    const call = rejection(caeFetch(`${api.url}/orders`, { method: 'POST', body: 'of Mia' }))
    await full
    account = after
    release()
    expect(await call).toBeInstanceOf(ReauthenticationError)
    expect(api.executions()).toEqual(new Map())
  })
})
