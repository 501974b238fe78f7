import { ServerError } from '@azure/msal-node'
import { describe, expect, it, vi } from 'vitest'
import { startCli } from '../cli.fixture.ts'
import { createCaeFetch } from '../create-cae-fetch.ts'
import { ConfigurationError, InteractionRequiredError, ReauthenticationError } from '../index.ts'
import {
  eventually,
  expectNoSecrets,
  mia,
  pat,
  rejection,
  setScene,
  userScopes,
} from '../scene.fixture.ts'

describe('whose tokens a command line tool gets', () => {
  it('the only user that is signed in', async () => {
    await using scene = await setScene()
    const { app, signIn } = startCli(scene)
    await signIn(mia)
    const caeFetch = createCaeFetch(app, scene.options(userScopes))
    const response = await caeFetch(`${scene.api.url}/me`)
    expect(await response.json()).toMatchObject({ oid: scene.emulator.objectId(mia) })
    expect(scene.emulator.journal.tokenRequests()).toHaveLength(1)
  })

  it('nobody: a person is needed', async () => {
    await using scene = await setScene()
    const caeFetch = createCaeFetch(startCli(scene).app, scene.options(userScopes))
    const error = await rejection(caeFetch(`${scene.api.url}/me`))
    expect(error).toBeInstanceOf(InteractionRequiredError)
    expect(error).toMatchObject({ message: expect.stringContaining('`interaction`') })
    expect(scene.api.requests).toEqual([])
  })

  it('several: the error names the option', async () => {
    await using scene = await setScene()
    const { app, signIn } = startCli(scene)
    await signIn(mia)
    await signIn(pat)
    const caeFetch = createCaeFetch(app, scene.options(userScopes))
    const error = await rejection(caeFetch(`${scene.api.url}/me`))
    expect(error).toBeInstanceOf(ConfigurationError)
    expect(error).toMatchObject({ message: expect.stringContaining('`account`') })
  })

  it('the user that the option names', async () => {
    await using scene = await setScene()
    const { app, signIn } = startCli(scene)
    await signIn(mia)
    const account = await signIn(pat)
    const caeFetch = createCaeFetch(app, { ...scene.options(userScopes), account })
    const response = await caeFetch(`${scene.api.url}/me`)
    expect(await response.json()).toMatchObject({ user: pat })
  })

  it('the user that a function names; switching drops the held token', async () => {
    await using scene = await setScene()
    const { app, signIn } = startCli(scene)
    const [first, second] = [await signIn(mia), await signIn(pat)]
    let account = first
    const caeFetch = createCaeFetch(app, { ...scene.options(userScopes), account: () => account })
    const user = async () => (await (await caeFetch(`${scene.api.url}/me`)).json()).user
    expect(await user()).toBe(mia)
    account = second
    expect(await user()).toBe(pat)
    account = first
    expect(await user()).toBe(mia)
  })

  it('never those of the user that was switched to while the call was under way', async () => {
    await using scene = await setScene()
    const { api, emulator } = scene
    const { app, signIn } = startCli(scene)
    const [first, second] = [await signIn(mia, { mfa: true }), await signIn(pat)]
    let account = first
    const caeFetch = createCaeFetch(app, { ...scene.options(userScopes), account: () => account })
    await caeFetch(`${api.url}/me`)
    await emulator.moveTo(mia, { country: 'DE', ip: '198.51.100.1' })
    const { full, release } = scene.hold(1)
    const call = rejection(caeFetch(`${api.url}/orders`, { method: 'POST', body: 'of Mia' }))
    await full
    account = second
    release()
    expect(await call).toBeInstanceOf(ReauthenticationError)
    expect(api.executions()).toEqual(new Map())
  })
})

describe('a user, silently', () => {
  it('gets a new token after a move, where Entra lets the session live', async () => {
    await using scene = await setScene()
    const { api, emulator } = scene
    const { app, signIn } = startCli(scene)
    await signIn(mia)
    const caeFetch = createCaeFetch(app, scene.options(userScopes))
    await caeFetch(`${api.url}/orders`)
    await emulator.moveTo(mia, { country: 'DE', ip: '198.51.100.1' })
    const calls = [1, 2, 3].map((number) =>
      caeFetch(`${api.url}/orders`, { method: 'POST', body: `${number}` }),
    )
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([201, 201, 201])
    expect(emulator.journal.tokenRequests().map(({ grant }) => grant)).toEqual([
      'device_code',
      'refresh_token',
    ])
    expect(scene.events).toContainEqual(expect.objectContaining({ reason: 'location' }))
  })

  it('cannot get one after a revocation: the error says so, and tells no secret', async () => {
    await using scene = await setScene()
    const { api, emulator, events, tokens } = scene
    const { app, signIn } = startCli(scene)
    await signIn(mia)
    const caeFetch = createCaeFetch(app, scene.options(userScopes))
    await caeFetch(`${api.url}/orders`)
    await emulator.changePassword(mia)
    const error = await rejection(caeFetch(`${api.url}/orders`))
    if (!(error instanceof InteractionRequiredError)) throw error
    expect(error.response?.status).toBe(401)
    expect(error.claims).toMatchObject({ access_token: { nbf: { essential: true } } })
    expect(error.cause).toBeInstanceOf(ServerError)
    expect(error.cause).toMatchObject({ errorCode: 'invalid_grant', subError: '' })
    expectNoSecrets([error, events], tokens)
  })

  it('is renewed past half of the life of the token', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    await using _ = { [Symbol.asyncDispose]: async () => void vi.useRealTimers() }
    await using scene = await setScene()
    const { api, tokens } = scene
    const { app, signIn, silently } = startCli(scene)
    await signIn(mia)
    const caeFetch = createCaeFetch(app, scene.options(userScopes))
    await caeFetch(`${api.url}/orders`)
    vi.setSystemTime(Date.now() + 15 * 3_600_000)
    await caeFetch(`${api.url}/orders`)
    await eventually(() => expect(silently).toHaveBeenCalledTimes(3))
    const renewed = await silently.mock.results[2]?.value
    await caeFetch(`${api.url}/orders`)
    expect(tokens[1]).toBe(tokens[0])
    expect(tokens[2]).toBe(renewed.accessToken)
    expect(tokens[2]).not.toBe(tokens[0])
  })
})
