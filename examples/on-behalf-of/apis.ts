import { ConfidentialClientApplication } from '@azure/msal-node'
import type { Emulator } from '@caefetch/emulator'
import { createOnBehalfOf, withCae } from '@caefetch/node'
import {
  createEventReceiver,
  createGuard,
  createRevocations,
  type GuardVariables,
  honoGuard,
  relayChallenge,
  requireAuthContext,
} from '@caefetch/resource'
import { type Context, Hono } from 'hono'

type App = Hono<{ Variables: GuardVariables }>

/** The downstream API: it hears of revocations, and deleting takes the authentication context c1. */
export function createOrders(entra: Emulator): App {
  const { tenantId, issuer, jwksUri } = entra
  const revocations = createRevocations()
  const audience = entra.audience('api://orders')
  const events = { issuer, jwksUri, revocations, audience: 'https://orders.contoso.test/events' }
  const receive = createEventReceiver(events)
  const app: App = new Hono()
  app.post('/events', (c) => receive(c.req.raw))
  app.use(honoGuard(createGuard({ tenantId, audience, issuer, jwksUri, revocations })))
  app.get('/orders', (c) => c.json([{ id: '1', of: c.var.caller.objectId }]))
  app.delete('/orders/:id', requireAuthContext('c1'), (c) => c.body(null, 204))
  return app
}

/** The middle tier: it calls the orders API on behalf of its callers, and hears of no revocation. */
export function createMiddleTier(entra: Emulator, orders: string): App {
  const { tenantId, issuer, jwksUri } = entra
  const audience = entra.audience('api://web-api')
  const guard = createGuard({ tenantId, audience, issuer, jwksUri })
  const msal = new ConfidentialClientApplication(withCae(entra.msalConfig('web-api')))
  const scopes = ['api://orders/orders.read', 'api://orders/orders.write']
  const onBehalfOf = createOnBehalfOf(msal, { resources: { [orders]: scopes } })
  const forCaller = (c: Context) => onBehalfOf(c.req.header('authorization')?.split(' ')[1] ?? '')

  const app: App = new Hono()
  app.onError((error, c) => {
    // What only the user can answer goes to the user; anything else is this API's own trouble.
    const { caller } = c.var
    return relayChallenge(error, { caller, clientId: audience }) ?? c.text('Bad gateway', 502)
  })
  app.use(honoGuard(guard, { requirement: { scopes: 'access_as_user' } }))
  app.get('/orders', async (c) => {
    const response = await forCaller(c)(`${orders}/orders`)
    return c.json(await response.json())
  })
  app.delete('/orders/:id', async (c) => {
    const url = `${orders}/orders/${c.req.param('id')}`
    const { ok } = await forCaller(c)(url, { method: 'DELETE' })
    return ok ? c.body(null, 204) : c.text('Bad gateway', 502)
  })
  return app
}
