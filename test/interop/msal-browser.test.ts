import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { mia, press, signInAs, startBrowser } from '../contract/msal-browser/browser.fixture.ts'
import { apiUrl, startGuardedApi } from './guarded-api.fixture.ts'
import { claimsOf } from './sample-code.fixture.ts'

const visit = await startBrowser()

/** The guarded API over HTTP, for pages of other origins. */
async function serve(answer: (request: Request) => Promise<Response>) {
  const server = createServer(async (incoming, outgoing) => {
    const { authorization = '' } = incoming.headers
    const isPreflight = incoming.method === 'OPTIONS'
    const response = isPreflight
      ? new Response(null, {
          status: 204,
          headers: { 'Access-Control-Allow-Headers': 'authorization' },
        })
      : await answer(new Request(apiUrl, { headers: { authorization } }))
    response.headers.set('Access-Control-Allow-Origin', '*')
    outgoing.writeHead(response.status, [...response.headers].flat()).end(await response.text())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    url: `http://localhost:${port}/orders`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

test('a page as in the samples recovers from a revocation that our guard announces', async () => {
  await using scene = await startGuardedApi()
  await using api = await serve(scene.answer)
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
  await using api = await serve(scene.answer)
  await using spa = await visit(scene.emulator)
  const { token } = await spa.popup('loginPopup', {}, signInAs(mia))
  scene.require({ authContext: 'c1' })
  const claims = claimsOf(await spa.call(api.url, token?.accessToken))
  const { error } = await spa.ask('acquireTokenSilent', { claims })
  expect(error?.kind).toBe('InteractionRequiredAuthError')
  const stepped = await spa.popup('acquireTokenPopup', { claims }, press(/Approve/))
  expect((await spa.call(api.url, stepped.token?.accessToken)).status).toBe(200)
})
