import { expect, test } from 'vitest'
import { mia, press, signInAs, startBrowser } from '../contract/msal-browser/browser.fixture.ts'
import { startGuardedApi } from './guarded-api.fixture.ts'
import { serve } from './loopback.fixture.ts'
import { claimsOf } from './sample-code.fixture.ts'

const visit = await startBrowser()

/** The guarded API, for pages of other origins. */
const serveToPages = (answer: (request: Request) => Promise<Response>) =>
  serve(async (request) => {
    const isPreflight = request.method === 'OPTIONS'
    const response = isPreflight ? new Response(null, { status: 204 }) : await answer(request)
    response.headers.set('Access-Control-Allow-Origin', '*')
    response.headers.set('Access-Control-Allow-Headers', 'authorization')
    return response
  })

test('a page as in the samples recovers from a revocation that our guard announces', async () => {
  await using scene = await startGuardedApi()
  await using api = await serveToPages(scene.answer)
  await using spa = await visit(scene.emulator)
  const { token } = await spa.popup('loginPopup', {}, signInAs(mia))
  expect((await spa.call(api.url, token?.accessToken)).status).toBe(200)
  await scene.emulator.revokeSessions(mia)
  const claims = claimsOf(await spa.call(api.url, token?.accessToken))
  // What they do: silently with the claims, and on InteractionRequiredAuthError by popup.
  const { error } = await spa.ask('acquireTokenSilent', { claims })
  expect(error?.kind).toBe('InteractionRequiredAuthError')
  const renewed = await spa.popup('acquireTokenPopup', { claims }, signInAs(mia))
  expect((await spa.call(api.url, renewed.token?.accessToken)).status).toBe(200)
})

test('a page as in the samples steps its user up', async () => {
  await using scene = await startGuardedApi()
  await using api = await serveToPages(scene.answer)
  await using spa = await visit(scene.emulator)
  const { token } = await spa.popup('loginPopup', {}, signInAs(mia))
  scene.require({ authContext: 'c1' })
  const claims = claimsOf(await spa.call(api.url, token?.accessToken))
  const { error } = await spa.ask('acquireTokenSilent', { claims })
  expect(error?.kind).toBe('InteractionRequiredAuthError')
  const stepped = await spa.popup('acquireTokenPopup', { claims }, press(/Approve/))
  expect((await spa.call(api.url, stepped.token?.accessToken)).status).toBe(200)
})
