import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import { describe, expect, it, vi } from 'vitest'
import { createTestBrowser } from '../browser.fixture.ts'
import { createWeb } from '../create-web.ts'
import { expressWeb, fastifyWeb, honoWeb } from '../index.ts'
import { mia, openShop, reasonOf, type Shop, scopes, secret } from '../shop.fixture.ts'
import type { Web } from '../web.ts'

interface Running extends AsyncDisposable {
  url: string
}

type Start = (shop: Shop, create: (url: string) => Web) => Promise<Running>

const listening = async (server: Server): Promise<Running> => {
  if (!server.listening) await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://localhost:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

const startExpress: Start = async ({ api }, create) => {
  const app = express()
  const running = await listening(createServer(app).listen(0, '127.0.0.1'))
  const web = create(running.url)
  const auth = expressWeb(web)
  app.use(auth)
  app.use(express.urlencoded({ extended: false }))
  app.get('/me', async (request, response) => void response.json((await web.user(request)) ?? null))
  const shop = express.Router()
  shop.get('/list', async (request, response) => {
    const { status } = await web.fetch(request)(`${api.url}/orders`)
    response.send(`list ${status}`)
  })
  shop.post('/delete', async (request, response) => {
    const { status } = await web.fetch(request)(`${api.url}/orders/1`, { method: 'DELETE' })
    response.send(`deleted ${status} ${request.body.why}`)
  })
  app.get('/broken', () => Promise.reject(new Error('broken')))
  app.use('/shop', shop)
  app.use(auth.onError)
  app.use(((_error, _request, response, _next) => {
    response.status(500).send('own error page')
  }) satisfies express.ErrorRequestHandler)
  return running
}

const startFastify: Start = async ({ api }, create) => {
  const app = fastify()
  let handle: RequestListener = () => {}
  const running = await listening(createServer((...call) => handle(...call)).listen(0, '127.0.0.1'))
  const web = create(running.url)
  const auth = fastifyWeb(web)
  app.addHook('onRequest', auth)
  app.setErrorHandler(auth.onError)
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, new URLSearchParams(String(body))),
  )
  app.get('/me', async (request) => JSON.stringify((await web.user(request)) ?? null))
  app.get('/shop/list', async (request) => {
    const { status } = await web.fetch(request)(`${api.url}/orders`)
    return `list ${status}`
  })
  app.post('/shop/delete', async (request) => {
    const { status } = await web.fetch(request)(`${api.url}/orders/1`, { method: 'DELETE' })
    return `deleted ${status} ${(request.body as URLSearchParams).get('why')}`
  })
  app.get('/broken', () => Promise.reject(new Error('broken')))
  await app.ready()
  handle = (request, response) => app.routing(request, response)
  return running
}

const startHono: Start = async ({ api }, create) => {
  const app = new Hono()
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server
  const running = await listening(server)
  const web = create(running.url)
  const auth = honoWeb(web)
  app.use(auth)
  app.onError(auth.onError)
  app.get('/me', async (c) => c.json((await web.user(c.req.raw)) ?? null))
  app.get('/shop/list', async (c) => {
    const { status } = await web.fetch(c.req.raw)(`${api.url}/orders`)
    return c.text(`list ${status}`)
  })
  app.post('/shop/delete', async (c) => {
    const { why } = await c.req.parseBody()
    const { status } = await web.fetch(c.req.raw)(`${api.url}/orders/1`, { method: 'DELETE' })
    return c.text(`deleted ${status} ${why}`)
  })
  app.get('/broken', () => Promise.reject(new Error('broken')))
  return running
}

describe.each<[string, Start]>([
  ['Express', startExpress],
  ['Fastify', startFastify],
  ['Hono', startHono],
])('in %s', (_, start) => {
  const open = async (shop: Shop) => {
    const running = await start(shop, (url) =>
      createWeb({
        app: shop.app,
        redirectUri: `${url}/auth/callback`,
        secrets: [secret],
        resources: { [shop.api.url]: scopes },
        resume: 'confirm',
      }),
    )
    return Object.assign(running, { browser: createTestBrowser({}) })
  }

  it('a page signs in, steps up, and sends its form once the user says so', async () => {
    await using shop = await openShop()
    await using site = await open(shop)
    const { browser, url } = site
    const list = await browser.submit(await browser.open(`${url}/shop/list`), '/login', { as: mia })
    expect(list).toMatchObject({ url: `${url}/shop/list`, text: 'list 200' })
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const entra = await browser.open(`${url}/shop/delete`, {
      method: 'POST',
      body: 'why=a+b',
      headers,
    })
    const question = await browser.submit(entra, '/mfa', { answer: 'approve' })
    expect(reasonOf(question)).toBe('request_interrupted')
    expect((await browser.submit(question, '/shop/delete')).text).toBe('deleted 204 a b')
    expect(reasonOf(await browser.submit(question, '/shop/delete'))).toBe('request_gone')
  })

  it('a script is told where to go, and who is signed in', async () => {
    await using shop = await openShop()
    await using site = await open(shop)
    const { browser, url } = site
    const response = await browser.script(`${url}/shop/list`)
    expect([response.status, (await response.json()).asked]).toEqual([401, 'sign-in'])
    expect(await (await browser.script(`${url}/me`)).json()).toBeNull()
  })

  it('a form of another site is refused, and errors of the application stay its own', async () => {
    await using shop = await openShop()
    await using site = await open(shop)
    const { browser, url } = site
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const init = { method: 'POST', body: 'why=x', headers }
    const page = await browser.open(`${url}/shop/delete`, init, 'https://evil.test/')
    expect([page.status, reasonOf(page)]).toEqual([403, 'cross_origin'])
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
    expect((await browser.open(`${url}/broken`)).status).toBe(500)
    logged.mockRestore()
  })
})
