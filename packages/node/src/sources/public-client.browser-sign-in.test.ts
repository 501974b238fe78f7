import { PublicClientApplication } from '@azure/msal-node'
import { describe, expect, it, vi } from 'vitest'
import { createCaeFetch } from '../create-cae-fetch.ts'
import { systemBrowser } from '../index.ts'
import { signInOnPages } from '../pages.fixture.ts'
import { mia, setScene, userScopes } from '../scene.fixture.ts'

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
