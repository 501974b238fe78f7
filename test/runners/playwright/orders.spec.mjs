import { readFile } from 'node:fs/promises'
import { authContext } from '@caefetch/core'
import { challengeRoute } from '@caefetch/testing/playwright'
import { expect, test } from '@playwright/test'

const app = 'https://app.contoso.com'
const api = 'https://api.contoso.com'

/** A page whose code numbers its tokens. */
const page = `<!doctype html><script type="module">
  import { createCaeFetch } from '/core/index.js'
  let number = 0
  window.claims = []
  const getToken = async ({ claims }) => {
    if (claims) window.claims.push(claims)
    return { token: 't' + ++number }
  }
  window.caeFetch = createCaeFetch({ getToken }, { resources: { '${api}/': ['orders'] } })
</script>`

test.beforeEach(async ({ page: tab }) => {
  const core = new URL('.', import.meta.resolve('@caefetch/core'))
  await tab.route(`${app}/**`, async (route) => {
    const { pathname } = new URL(route.request().url())
    if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: page })
    const body = await readFile(new URL(pathname.replace('/core/', ''), core), 'utf8')
    return route.fulfill({ contentType: 'text/javascript', body })
  })
})

const order = () =>
  window
    .caeFetch('https://api.contoso.com/orders', { method: 'POST', body: 'three apples' })
    .then(async (response) => [response.status, await response.text()])

test('a step-up goes unnoticed in a page on another origin', async ({ page: tab }) => {
  const bodies = []
  const respond = async (request) => {
    bodies.push(await request.text())
    return new Response('placed', { status: 201 })
  }
  await tab.route(`${api}/**`, challengeRoute({ claims: authContext('c1'), respond }))
  await tab.goto(app)
  await tab.waitForFunction(() => window.caeFetch)
  expect(await tab.evaluate(order)).toEqual([201, 'placed'])
  expect(bodies).toEqual(['three apples'])
  expect(await tab.evaluate(() => window.claims)).toEqual([authContext('c1')])
})

test('an API whose CORS hides the challenge gives its 401', async ({ page: tab }) => {
  await tab.route(`${api}/**`, challengeRoute({ cors: 'hidden' }))
  await tab.goto(app)
  await tab.waitForFunction(() => window.caeFetch)
  expect((await tab.evaluate(order))[0]).toBe(401)
  expect(await tab.evaluate(() => window.claims)).toEqual([])
})
