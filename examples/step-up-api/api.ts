import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  createEventReceiver,
  createGuard,
  createRevocations,
  expressGuard,
  expressHandler,
  requireAuthContext,
  requireScope,
} from '@caefetch/resource'
import express from 'express'

/** Where tokens and events come from: with a real tenant, `tenantId` and `audience` do. */
export interface Entra {
  tenantId: string
  audience: string
  issuer: string
  jwksUri: string
}

/** The orders API: anyone with the scope reads, and only who has just shown a second factor deletes. */
export async function startApi({ tenantId, audience, issuer, jwksUri }: Entra) {
  const revocations = createRevocations()
  const guard = createGuard({ tenantId, audience, issuer, jwksUri, revocations })
  const events = { issuer, jwksUri, audience: 'https://orders.contoso.test/events' }
  const orders = new Map([['1', { id: '1', item: 'lamp' }]])

  const app = express()
  app.post('/events', expressHandler(createEventReceiver({ ...events, revocations })))
  app.use(expressGuard(guard))
  app.get('/orders', requireScope('orders.read'), (_request, response) => {
    response.json([...orders.values()])
  })
  app.delete('/orders/:id', requireAuthContext('c1'), (request, response) => {
    const deleted = orders.delete(String(request.params.id))
    console.log(`  the API: ${request.caller.claims.preferred_username} deletes an order`)
    response.sendStatus(deleted ? 204 : 404)
  })

  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://localhost:${port}`,
    eventAudience: events.audience,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}
