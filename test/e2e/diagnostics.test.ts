import { expect, test } from 'vitest'
import { startLoopbackApi } from './loopback-api.fixture.ts'
import { button, logged, press, startBrowser } from './spa.fixture.ts'

const visit = await startBrowser()

test('a challenge that CORS hides is told as an event and on the console', async () => {
  await using spa = await visit()
  await using api = await startLoopbackApi((_, response) => {
    response.statusCode = 401
    response.setHeader('www-authenticate', 'Bearer error="insufficient_claims"')
  })
  await spa.signIn()
  const { status, events } = await spa.page.evaluate(async (url) => {
    const codes: string[] = []
    const call = caefetch.createCaeFetch(msal, {
      resources: { [url]: ['api://orders/orders.read'] },
      onEvent: (event) => codes.push('code' in event ? event.code : event.type),
    })
    await call(url)
    return { status: (await call(url)).status, events: codes }
  }, api.url)
  expect(status).toBe(401)
  expect(events).toEqual(['challenge_hidden_by_cors'])
  expect(spa.warnings).toEqual([
    expect.stringMatching(
      `^caefetch: ${api.url} hides WWW-Authenticate: .*#challenge_hidden_by_cors$`,
    ),
  ])
})

test('a client that declares no cp1 is told so', async () => {
  await using spa = await visit()
  await spa.page.evaluate(async () => {
    const auth = { ...msal.getConfiguration().auth, clientCapabilities: [] }
    const plain = Object.create(msal, { getConfiguration: { value: () => ({ auth }) } })
    const resources = { [api]: ['api://orders/orders.read'] }
    const call = caefetch.createCaeFetch(plain, { interaction: 'none', resources })
    for (let i = 0; i < 3; i++) await call(api).catch(() => {})
  })
  await expect.poll(() => spa.warnings).toEqual([expect.stringContaining('Without cp1')])
})

test('a redirect URI that is the application itself is told before the popup opens', async () => {
  await using spa = await visit()
  await spa.signIn()
  spa.setRedirectUri('/')
  await spa.page.reload()
  await spa.inPopup(
    () => button(spa.page, 'Delete order 1').click(),
    [
      async (popup) => {
        await logged(spa.page, 'redirectUri is this page')
        await popup.close()
      },
    ],
  )
})

test('a page at the redirect URI that hands nothing on is told after the popup', async () => {
  await using spa = await visit({ system: { popupBridgeTimeout: 4000 } })
  await spa.signIn()
  spa.server.pages.set('/empty.html', '<!doctype html><link rel="icon" href="data:,"><p>empty')
  spa.setRedirectUri('/empty.html')
  await spa.page.reload()
  await spa.inPopup(() => button(spa.page, 'Delete order 1').click(), [press('Approve')])
  await logged(spa.page, 'redirectUri is not a page of its own')
  await logged(spa.page, 'DELETE /orders/1 → InteractionRequiredError')
})

test('a redirect to another origin takes no token with it', async () => {
  await using spa = await visit()
  await using other = await startLoopbackApi(() => {})
  await using api = await startLoopbackApi((_, response) => {
    response.statusCode = 307
    response.setHeader('location', `${other.url}/there`)
  })
  await spa.signIn()
  const status = await spa.page.evaluate(async (url) => {
    const call = caefetch.createCaeFetch(msal, {
      resources: { [url]: ['api://orders/orders.read'] },
    })
    return (await call(`${url}/here`)).status
  }, api.url)
  expect(status).toBe(200)
  expect(api.received[0]?.authorization).toMatch(/^Bearer /)
  expect(other.received).toMatchObject([{ path: '/there', authorization: undefined }])
})

test('a thousand calls on a warm token ask MSAL once and read no storage', async () => {
  await using spa = await visit()
  await spa.signIn()
  const counts = await spa.page.evaluate(async () => {
    let asked = 0
    let reads = 0
    const { acquireTokenSilent } = msal
    msal.acquireTokenSilent = (request) => {
      asked++
      return acquireTokenSilent.call(msal, request)
    }
    const { getItem } = Storage.prototype
    Storage.prototype.getItem = function (key) {
      reads++
      return getItem.call(this, key)
    }
    const call = caefetch.createCaeFetch(msal, {
      resources: { [api]: ['api://orders/orders.read'] },
      fetch: async () => new Response(),
    })
    await call(api)
    const readsOfFirst = reads
    reads = 0
    for (let i = 1; i < 1000; i++) await call(api)
    return { asked, reads, first: readsOfFirst > 0 }
  })
  expect(counts).toEqual({ asked: 1, reads: 0, first: true })
})
