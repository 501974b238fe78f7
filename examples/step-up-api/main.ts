import assert from 'node:assert/strict'
import { PublicClientApplication } from '@azure/msal-node'
import { startEmulator } from '@caefetch/emulator'
import { createCaeFetch, deviceCode, withCae } from '@caefetch/node'
import { startApi } from './api.ts'
import { serve } from './serve.ts'

const mia = 'mfa-user@contoso.test'
const scopes = ['api://orders/orders.read', 'api://orders/orders.write']

await using entra = await startEmulator()
await using api = await startApi({ ...entra, audience: entra.audience('api://orders') })
const stream = entra.events.push({ url: `${api.url}/events`, audience: api.eventAudience })

if (process.argv.includes('--serve')) await serve(entra, api.url)

// The user, at another device: signs in with a password, and with a second factor when that is asked for.
const asked: string[] = []
let secondFactor = false
const app = new PublicClientApplication(withCae(entra.msalConfig('cli')))
const caeFetch = createCaeFetch(app, {
  resources: { [api.url]: scopes },
  interaction: deviceCode(({ userCode }) => {
    asked.push(secondFactor ? 'second factor' : 'password')
    entra.approveDeviceCode(userCode, mia, { mfa: secondFactor })
  }),
})

console.log('1. Mia signs in with a password, and reads the orders')
assert.equal((await caeFetch(`${api.url}/orders`)).status, 200)
assert.deepEqual(asked, ['password'])

console.log(
  '2. She deletes one: the API wants c1, she shows her second factor, the call is sent again',
)
secondFactor = true
assert.equal((await caeFetch(`${api.url}/orders/1`, { method: 'DELETE' })).status, 204)
assert.deepEqual(asked, ['password', 'second factor'])

console.log('3. An administrator revokes her session: the event reaches the API')
await entra.revokeSessions(mia)
assert.deepEqual(
  stream.deliveries.map(({ status }) => status),
  [202],
)

console.log('4. Her next call is challenged; she signs in again, and reads on')
assert.equal((await caeFetch(`${api.url}/orders`)).status, 200)
assert.equal(asked.length, 3)

console.log('5. A client that cannot be challenged is told so, plainly')
const token = await entra.accessToken({ client: 'cli', user: mia, scopes, capabilities: [] })
const headers = { authorization: `Bearer ${token}` }
const refused = await fetch(`${api.url}/orders/1`, { method: 'DELETE', headers })
assert.equal(refused.status, 403)
assert.doesNotMatch(refused.headers.get('www-authenticate') ?? '', /claims=/)

console.log('The story holds.')
