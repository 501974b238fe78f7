import { PublicClientApplication } from '@azure/msal-node'
import { expect, it } from 'vitest'
import { createCaeFetch } from '../create-cae-fetch.ts'
import { ReauthenticationError, systemBrowser } from '../index.ts'
import { signInOnPages } from '../pages.fixture.ts'
import { mia, pat, rejection, type Scene, setScene, userScopes } from '../scene.fixture.ts'

/** A tool whose users sign in in the browser, without a wait. */
async function startTool({ config, options }: Scene) {
  const app = new PublicClientApplication(config('cli'))
  const signIn = async (user: string) => {
    const browser = systemBrowser(async (url) => void (await signInOnPages(url, user)))
    const result = await browser(app, { scopes: userScopes })
    if (!result?.account) throw new Error('Nobody has signed in.')
    return result.account
  }
  const interaction = systemBrowser(async (url) => void (await signInOnPages(url, mia)))
  return { signIn, caeFetch: createCaeFetch(app, { ...options(userScopes), interaction }) }
}

const silently = { interaction: 'none' as const }

it('a 5xx to a user’s refresh token, whose error has no status, is tried again', async () => {
  await using scene = await setScene()
  const { api, emulator } = scene
  const { signIn, caeFetch } = await startTool(scene)
  const account = await signIn(mia)
  await caeFetch(`${api.url}/orders`)
  await emulator.moveTo(mia, { country: 'DE', ip: '198.51.100.1' })
  emulator.faults.add({ endpoint: 'token', status: 502 })
  const response = await caeFetch(`${api.url}/orders`, { cae: { account, ...silently } })
  expect(response.status).toBe(200)
  expect(emulator.journal.tokenRequests().map(({ status }) => status)).toEqual([200, 502, 200])
})

it('a user whose token request broke down twice does not hold up another one’s first try', async () => {
  await using scene = await setScene()
  const { api, emulator } = scene
  const { signIn, caeFetch } = await startTool(scene)
  const accounts = [await signIn(mia), await signIn(pat)]
  const call = (account: (typeof accounts)[number] | undefined) =>
    caeFetch(`${api.url}/orders`, account ? { cae: { account, ...silently } } : {})
  for (const account of accounts) await call(account)
  await emulator.rotateKeys()
  await emulator.moveTo(mia, { country: 'DE', ip: '198.51.100.1' })
  emulator.faults.add({ endpoint: 'token', cut: true })
  emulator.faults.add({ endpoint: 'token', status: 502 })
  expect(await rejection(call(accounts[0]))).toBeInstanceOf(ReauthenticationError)
  expect((await call(accounts[0])).status).toBe(200)
})

it('a sign-in that a 5xx has spoilt can be done again at once', async () => {
  await using scene = await setScene()
  const { api, emulator } = scene
  const { signIn, caeFetch } = await startTool(scene)
  await signIn(mia)
  const step = () => caeFetch(`${api.url}/orders/1`, { method: 'DELETE' })
  const unsubscribe = emulator.journal.subscribe(({ endpoint, error }) => {
    // The step-up takes the user: what comes next is the code of that sign-in.
    if (endpoint !== 'token' || error === undefined) return
    emulator.faults.add({ endpoint: 'token', status: 502 })
    unsubscribe()
  })
  expect(await rejection(step())).toBeInstanceOf(ReauthenticationError)
  expect((await step()).status).toBe(204)
})

it('a 429 is left alone for as long as MSAL wants', async () => {
  await using scene = await setScene()
  const { api, emulator } = scene
  const { signIn, caeFetch } = await startTool(scene)
  const account = await signIn(mia)
  await caeFetch(`${api.url}/orders`)
  await emulator.moveTo(mia, { country: 'DE', ip: '198.51.100.1' })
  emulator.faults.add({ endpoint: 'token', status: 429 })
  const call = caeFetch(`${api.url}/orders`, { cae: { account, ...silently } })
  expect(await rejection(call)).toBeInstanceOf(ReauthenticationError)
  expect(emulator.journal.tokenRequests().map(({ status }) => status)).toEqual([200, 429])
})
