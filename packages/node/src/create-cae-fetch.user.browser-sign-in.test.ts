import { ConfidentialClientApplication, PublicClientApplication } from '@azure/msal-node'
import { describe, expect, it, vi } from 'vitest'
import { createCaeFetch } from './create-cae-fetch.ts'
import { InteractionRequiredError, systemBrowser } from './index.ts'
import { signInOnPages } from './pages.fixture.ts'
import { mia, pat, rejection, type Scene, setScene, userScopes } from './scene.fixture.ts'

describe('the browser of this machine', () => {
  it('signs the user in, and again for a step-up', async () => {
    await using scene = await setScene()
    const { api, emulator } = scene
    const opened: URL[] = []
    const interaction = systemBrowser(async (url) => {
      opened.push(new URL(url))
      await signInOnPages(url, mia)
    })
    const app = new PublicClientApplication(scene.config('cli'))
    const caeFetch = createCaeFetch(app, { ...scene.options(userScopes), interaction })
    const me = await caeFetch(`${api.url}/me`)
    expect(await me.json()).toMatchObject({ user: mia, oid: emulator.objectId(mia) })
    const stronger = await caeFetch(`${api.url}/orders/1`, { method: 'DELETE' })
    expect(stronger.status).toBe(204)
    expect(opened.map(({ searchParams }) => searchParams.get('login_hint') !== null)).toEqual([
      false,
      true,
    ])
    const claims = opened[1]?.searchParams.get('claims') ?? ''
    expect(JSON.parse(claims)).toMatchObject({ access_token: { acrs: { value: 'c1' } } })
  })

  it('stops waiting for it when no call does any more', async () => {
    await using scene = await setScene()
    const controller = new AbortController()
    const opened = vi.fn(async () => controller.abort(new Error('enough')))
    const app = new PublicClientApplication(scene.config('cli'))
    const interactive = vi.spyOn(app, 'acquireTokenInteractive')
    const caeFetch = createCaeFetch(app, {
      ...scene.options(userScopes),
      interaction: systemBrowser(opened),
    })
    const call = caeFetch(`${scene.api.url}/orders`, { signal: controller.signal })
    await expect(call).rejects.toThrow('enough')
    const [ended] = interactive.mock.results
    expect(opened).toHaveBeenCalledTimes(1)
    await expect(ended?.value).rejects.toMatchObject({ errorCode: 'access_denied' })
  })
})

describe('a web app that calls for its user', () => {
  async function signIn(scene: Scene, user: string) {
    const app = new ConfidentialClientApplication(scene.config('web-api'))
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
})
