import { type AccountInfo, PublicClientApplication } from '@azure/msal-node'
import { describe, expect, it } from 'vitest'
import { approve, startCli } from '../cli.fixture.ts'
import { createCaeFetch } from '../create-cae-fetch.ts'
import { ConfigurationError, InteractionRequiredError, ReauthenticationError } from '../index.ts'
import { mia, pat, rejection, type Scene, setScene, userScopes } from '../scene.fixture.ts'
import { createStoredCache } from '../stored-cache.fixture.ts'

const range = (count: number) => Array.from({ length: count }, (_, index) => index)

describe('the only user that is signed in', () => {
  it('signs out: what was held is used no more', async () => {
    await using scene = await setScene()
    const { app, signIn } = startCli(scene)
    const account = await signIn(mia)
    const caeFetch = createCaeFetch(app, scene.options(userScopes))
    for (const _ of range(3)) await caeFetch(`${scene.api.url}/me`)
    await app.signOut({ account })
    expect(await rejection(caeFetch(`${scene.api.url}/me`))).toBeInstanceOf(
      InteractionRequiredError,
    )
    expect(scene.api.requests).toHaveLength(3)
  })

  it('is another one from the next call on', async () => {
    await using scene = await setScene()
    const { app, signIn } = startCli(scene)
    const account = await signIn(mia)
    const caeFetch = createCaeFetch(app, scene.options(userScopes))
    const user = async () => (await (await caeFetch(`${scene.api.url}/me`)).json()).user
    expect([await user(), await user()]).toEqual([mia, mia])
    await app.signOut({ account })
    await signIn(pat)
    expect([await user(), await user()]).toEqual([pat, pat])
  })

  it('is not the only one any more: the application has to choose', async () => {
    await using scene = await setScene()
    const { app, signIn } = startCli(scene)
    await signIn(mia)
    const caeFetch = createCaeFetch(app, scene.options(userScopes))
    for (const _ of range(2)) await caeFetch(`${scene.api.url}/me`)
    await signIn(pat)
    expect(await rejection(caeFetch(`${scene.api.url}/me`))).toBeInstanceOf(ConfigurationError)
    expect(scene.api.requests).toHaveLength(2)
  })

  it('is noticed at the cost of no request to MSAL', async () => {
    await using scene = await setScene()
    const { app, signIn, silently } = startCli(scene)
    await signIn(mia)
    const caeFetch = createCaeFetch(app, scene.options(userScopes))
    for (const _ of range(50)) await caeFetch(`${scene.api.url}/me`)
    expect(silently).toHaveBeenCalledTimes(1)
  })
})

describe('a user who is named', () => {
  it.each<[string, (account: AccountInfo) => [object, object]]>([
    ['by the option', (account) => [{ account }, {}]],
    ['by the call', (account) => [{}, { cae: { account } }]],
  ])('%s signs out: what was held is used no more', async (_, name) => {
    await using scene = await setScene()
    const { app, signIn } = startCli(scene)
    const account = await signIn(mia)
    await signIn(pat)
    const [options, init] = name(account)
    const caeFetch = createCaeFetch(app, { ...scene.options(userScopes), ...options })
    for (const _ of range(2)) await caeFetch(`${scene.api.url}/me`, init)
    await app.signOut({ account })
    expect(await rejection(caeFetch(`${scene.api.url}/me`, init))).toBeInstanceOf(
      InteractionRequiredError,
    )
    expect(scene.api.requests).toHaveLength(2)
  })

  it('by calls at the same time gets each call the right token, after a revocation too', async () => {
    await using scene = await setScene()
    const { api, emulator } = scene
    const { app, signIn } = startCli(scene)
    const [one, other] = [await signIn(mia), await signIn(pat)]
    const caeFetch = createCaeFetch(app, scene.options(userScopes))
    const askAll = () =>
      Promise.all(
        range(40).map(async (index) => {
          const account = index % 2 ? other : one
          return (await (await caeFetch(`${api.url}/me`, { cae: { account } })).json()).user
        }),
      )
    const expected = range(40).map((index) => [mia, pat][index % 2])
    expect(await askAll()).toEqual(expected)
    await emulator.moveTo(mia, { country: 'DE', ip: '198.51.100.1' })
    await emulator.moveTo(pat, { country: 'FR', ip: '198.51.100.2' })
    expect(await askAll()).toEqual(expected)
    expect(emulator.journal.tokenRequests({ grant: 'refresh_token' })).toHaveLength(2)
  })
})

describe('where MSAL’s cache is kept outside of the process', () => {
  function start(scene: Scene, cachePlugin = createStoredCache()) {
    const open = () =>
      new PublicClientApplication({ ...scene.config('cli'), cache: { cachePlugin } })
    const app = open()
    async function signIn(user: string, signedIn = app): Promise<AccountInfo> {
      const deviceCodeCallback = approve(scene, user)
      const result = await signedIn.acquireTokenByDeviceCode({
        scopes: userScopes,
        deviceCodeCallback,
      })
      if (!result?.account) throw new Error('Nobody signed in.')
      return result.account
    }
    return { app, open, signIn }
  }

  it('a process finds the user who has signed in before, and one request answers a storm', async () => {
    await using scene = await setScene()
    const { api, emulator, tokens } = scene
    const { open, signIn } = start(scene)
    await signIn(mia)
    const caeFetch = createCaeFetch(open(), scene.options(userScopes))
    for (const _ of range(2)) await caeFetch(`${api.url}/me`)
    await emulator.moveTo(mia, { country: 'DE', ip: '198.51.100.1' })
    const calls = range(50).map(() => caeFetch(`${api.url}/me`))
    expect((await Promise.all(calls)).every(({ status }) => status === 200)).toBe(true)
    expect(emulator.journal.tokenRequests({ grant: 'refresh_token' })).toHaveLength(1)
    expect(new Set(tokens).size).toBe(2)
  })

  it('a sign-out is noticed as soon as the cache has been read', async () => {
    await using scene = await setScene()
    const { app, signIn } = start(scene)
    const account = await signIn(mia)
    const caeFetch = createCaeFetch(app, scene.options(userScopes))
    for (const _ of range(2)) await caeFetch(`${scene.api.url}/me`)
    await app.signOut({ account })
    const noticed = Promise.withResolvers<unknown>()
    const call = (): void =>
      void caeFetch(`${scene.api.url}/me`).then(() => setImmediate(call), noticed.resolve)
    call()
    expect(await noticed.promise).toBeInstanceOf(InteractionRequiredError)
  })

  it('no call of the user before is executed for the one who has signed in meanwhile', async () => {
    await using scene = await setScene()
    const { api, emulator } = scene
    const { open, signIn } = start(scene)
    await signIn(mia)
    const app = open()
    const caeFetch = createCaeFetch(app, scene.options(userScopes))
    // The first calls of a process are made before it is known whose they are.
    const { full, release } = scene.hold(1)
    const call = rejection(caeFetch(`${api.url}/orders`, { method: 'POST', body: 'of Mia' }))
    await full
    await emulator.moveTo(mia, { country: 'DE', ip: '198.51.100.1' })
    for (const account of await app.getTokenCache().getAllAccounts()) {
      await app.signOut({ account })
    }
    await signIn(pat, app)
    release()
    expect(await call).toBeInstanceOf(ReauthenticationError)
    expect(api.executions()).toEqual(new Map())
  })
})
