import { ConfidentialClientApplication } from '@azure/msal-node'
import { createEventReceiver } from '@caefetch/resource'
import { createWeb, honoWeb, type WebOptions, withCae } from '@caefetch/web'
import { Hono } from 'hono'
import { ordersPage, welcomePage } from './pages.ts'
import { clientScript, pageScript, style } from './static.ts'

/** What the shop is told of its surroundings. */
export interface ShopSettings extends Pick<WebOptions, 'secrets' | 'sessions'> {
  /** Its own address. */
  url: string
  auth: ConstructorParameters<typeof ConfidentialClientApplication>[0]['auth']
  /** The orders API. */
  api: string
  /** Who sends security events, and what its keys are. */
  events: { issuer: string; jwksUri: string; audience: string }
  /** Entra's page, for the link. */
  entra: string
}

/** A shop whose orders are in an API, which takes a second factor to delete one. */
export function createShop({ url, auth, api, events, entra, ...options }: ShopSettings): Hono {
  const web = createWeb({
    ...options,
    app: new ConfidentialClientApplication(withCae({ auth })),
    redirectUri: `${url}/auth/callback`,
    resources: { [api]: ['api://orders/orders.read', 'api://orders/orders.write'] },
    resume: 'confirm',
  })
  const signIn = honoWeb(web)

  const app = new Hono()
  app.get('/style.css', (c) => c.body(style, 200, { 'content-type': 'text/css' }))
  app.get('/page.js', (c) => c.body(pageScript(), 200, javascript))
  app.get('/client.js', (c) => c.body(clientScript(), 200, javascript))
  app.use(signIn)
  app.onError(signIn.onError)

  app.get('/', async (c) => {
    const user = await web.user(c.req.raw)
    return user ? c.redirect('/orders') : c.html(welcomePage())
  })
  app.get('/sign-in', (c) => web.signIn(c.req.raw, { returnTo: '/orders' }))
  app.post('/sign-out', (c) => web.signOut(c.req.raw))

  app.get('/orders', async (c) => {
    const response = await web.fetch(c.req.raw)(`${api}/orders`)
    const user = await web.user(c.req.raw)
    return c.html(ordersPage({ user: user?.username ?? '', orders: await response.json(), entra }))
  })
  app.post('/orders', async (c) => {
    const caeFetch = web.fetch(c.req.raw)
    const { item } = await c.req.parseBody()
    const body = JSON.stringify({ item })
    const { ok, status } = await caeFetch(`${api}/orders`, { method: 'POST', body })
    return ok ? c.redirect('/orders', 303) : c.text(`The order was not placed: ${status}.`, 502)
  })
  app.post('/orders/:id/delete', async (c) => {
    const id = c.req.param('id')
    const { ok, status } = await web.fetch(c.req.raw)(`${api}/orders/${id}`, { method: 'DELETE' })
    return ok ? c.redirect('/orders', 303) : c.text(`Order ${id} was not deleted: ${status}.`, 502)
  })
  // The same for the script of the page.
  app.delete('/orders/:id', async (c) => {
    const id = c.req.param('id')
    const { status } = await web.fetch(c.req.raw)(`${api}/orders/${id}`, { method: 'DELETE' })
    return c.json({ status })
  })

  const receive = createEventReceiver({ ...events, revocations: web.revocations })
  app.post('/events', (c) => receive(c.req.raw))
  return app
}

const javascript = { 'content-type': 'text/javascript' }
