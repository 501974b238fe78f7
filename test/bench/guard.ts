import { createRequire } from 'node:module'
import { startEmulator } from '@caefetch/emulator'
import { createGuard, createRevocations, expressGuard } from '@caefetch/resource'

// How many calls with a warm token Express middleware takes in a second: ours, which looks at
// revocations too, and express-oauth2-jwt-bearer's. Before it: npm install --prefix test/bench/peers

const leastRatio = 10
const milliseconds = 3000

type Middleware = (request: object, response: object, next: (error?: unknown) => void) => unknown
interface Peer {
  auth(options: {
    issuer: string
    jwksUri: string
    audience: string
    tokenSigningAlg: string
  }): Middleware
}

const peers = createRequire(new URL('./peers/package.json', import.meta.url))
const peer: Peer = peers('express-oauth2-jwt-bearer')

const emulator = await startEmulator()
const { tenantId, issuer, jwksUri } = emulator
const audience = emulator.audience('api://orders')
const revocations = createRevocations()
await revocations.revoke({ tid: tenantId, oid: 'someone-else' })
const ours = expressGuard(createGuard({ tenantId, audience, issuer, jwksUri, revocations }))
const theirs = peer.auth({ issuer, jwksUri, audience, tokenSigningAlg: 'RS256' })

const user = 'mfa-user@contoso.test'
const scopes = ['api://orders/orders.read']
const token = await emulator.accessToken({ client: 'spa', user, scopes })

const request = () => ({
  headers: { authorization: `Bearer ${token}`, host: 'api.contoso.test' },
  protocol: 'https',
  originalUrl: '/orders',
  get: () => 'api.contoso.test',
  method: 'GET',
  url: '/orders',
  query: {},
  socket: { remoteAddress: '127.0.0.1' },
  is: () => false,
})

function call(middleware: Middleware): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  middleware(request(), {}, (error) => (error === undefined ? resolve() : reject(error)))
  return promise
}

async function perSecond(middleware: Middleware): Promise<number> {
  for (let index = 0; index < 500; index++) await call(middleware)
  const start = performance.now()
  let count = 0
  for (; performance.now() - start < milliseconds; count++) await call(middleware)
  return (count * 1000) / (performance.now() - start)
}

// Each is measured twice, in turns, and the better of the two counts.
const rates = { ours: 0, theirs: 0 }
for (let round = 0; round < 2; round++) {
  rates.theirs = Math.max(rates.theirs, await perSecond(theirs))
  rates.ours = Math.max(rates.ours, await perSecond(ours as Middleware))
}
await emulator.close()

const ratio = rates.ours / rates.theirs
console.log(`@caefetch/resource         ${Math.round(rates.ours)} calls/s`)
console.log(`express-oauth2-jwt-bearer  ${Math.round(rates.theirs)} calls/s`)
console.log(`${ratio.toFixed(1)} times as many (at least ${leastRatio})`)
if (ratio < leastRatio) process.exitCode = 1
