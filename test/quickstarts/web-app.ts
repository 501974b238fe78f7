import { ConfidentialClientApplication } from '@azure/msal-node'
import { startEmulator, startOrdersApi } from '@caefetch/emulator'
import { createWeb, honoWeb, withCae } from '@caefetch/web'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

// A local Entra, and the API whose data the pages show.
const emulator = await startEmulator()
const api = await startOrdersApi(emulator)

const web = createWeb({
  app: new ConfidentialClientApplication(withCae(emulator.msalConfig('web-api'))),
  redirectUri: 'http://localhost:3000/auth/callback',
  secrets: ['in production: openssl rand -base64 32'],
  resources: { [api.url]: ['api://orders/orders.read', 'api://orders/orders.write'] },
  resume: 'confirm',
})
const entra = honoWeb(web)

const app = new Hono()
app.use(entra)
app.onError(entra.onError)
app.get('/', async (c) => {
  const response = await web.fetch(c.req.raw)(`${api.url}/orders`)
  const orders = await response.text()
  return c.html(
    `<p>${orders}</p><form method="post" action="/delete"><button>Delete 1</button></form>`,
  )
})
app.post('/delete', async (c) => {
  const response = await web.fetch(c.req.raw)(`${api.url}/orders/1`, { method: 'DELETE' })
  return c.html(`<p>DELETE /orders/1 ${response.status}</p><a href="/">Back</a>`)
})

serve({ fetch: app.fetch, port: 3000, hostname: 'localhost' })
console.log(`Open http://localhost:3000 – Entra is at ${emulator.url}`)
