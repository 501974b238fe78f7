import { once } from 'node:events'
import { startEmulator } from '@caefetch/emulator'
import {
  createGuard,
  createRevocations,
  expressGuard,
  requireAuthContext,
} from '@caefetch/resource'
import express from 'express'

// A local Entra. With the real one, leave `issuer` and `jwksUri` out.
const emulator = await startEmulator()
const { tenantId, issuer, jwksUri } = emulator
const audience = emulator.audience('api://orders')
const revocations = createRevocations()
const guard = createGuard({ tenantId, audience, issuer, jwksUri, revocations })

const app = express()
app.use(expressGuard(guard))
app.get('/orders', (_request, response) => {
  response.json([{ id: 1 }])
})
app.delete('/orders/:id', requireAuthContext('c1'), (_request, response) => {
  response.sendStatus(204)
})
const server = app.listen(0)
await once(server, 'listening')

// What clients see.
async function call(method: string, path: string, token?: string): Promise<void> {
  const url = `http://localhost:${Object(server.address()).port}${path}`
  const headers = new Headers(token ? { authorization: `Bearer ${token}` } : {})
  const response = await fetch(url, { method, headers })
  const challenge = response.headers.get('www-authenticate') ?? ''
  console.log(method, path, response.status, /error="\w+"/.exec(challenge)?.[0] ?? '')
}
const user = 'mfa-user@contoso.test'
const request = { client: 'spa', user, scopes: ['api://orders/orders.write'] }

await call('GET', '/orders')
await call('GET', '/orders', await emulator.accessToken(request))
await call('DELETE', '/orders/1', await emulator.accessToken(request))

const steppedUp = await emulator.accessToken({ ...request, mfa: true })
await call('DELETE', '/orders/1', steppedUp)

await revocations.revoke({ tid: tenantId, oid: emulator.objectId(user) })
await call('GET', '/orders', steppedUp)

server.close()
await emulator.close()
