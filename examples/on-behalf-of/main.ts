import assert from 'node:assert/strict'
import { PublicClientApplication } from '@azure/msal-node'
import { readClaimsChallenge } from '@caefetch/core'
import { startEmulator } from '@caefetch/emulator'
import { createCaeFetch, deviceCode, withCae } from '@caefetch/node'
import { createMiddleTier, createOrders } from './apis.ts'
import { listen } from './listen.ts'

const mia = 'mfa-user@contoso.test'

await using entra = await startEmulator()
await using orders = await listen(createOrders(entra))
await using middleTier = await listen(createMiddleTier(entra, orders.url))
const url = `${orders.url}/events`
entra.events.push({ url, audience: 'https://orders.contoso.test/events' })

// The command line tool: it knows the middle tier, and nothing of what is behind it.
const asked: string[] = []
const challenges: string[] = []
let secondFactor = false
const app = new PublicClientApplication(withCae(entra.msalConfig('cli')))
const caeFetch = createCaeFetch(app, {
  resources: { [middleTier.url]: ['api://web-api/access_as_user'] },
  interaction: deviceCode(({ userCode }) => {
    asked.push(secondFactor ? 'second factor' : 'password')
    entra.approveDeviceCode(userCode, mia, { mfa: secondFactor })
  }),
  async fetch(input, init) {
    const response = await fetch(input, init)
    const claims = readClaimsChallenge(response)?.claims.access_token
    if (claims) challenges.push(Object.keys(claims).join(' '))
    return response
  },
})

console.log('1. The tool reads orders through the middle tier')
assert.equal((await caeFetch(`${middleTier.url}/orders`)).status, 200)
assert.deepEqual(asked, ['password'])

console.log('2. Mia’s session is revoked, and only the orders API hears of it')
await entra.revokeSessions(mia)

console.log('3. It challenges the middle tier, which relays; Mia signs in again; 200 all the way')
assert.equal((await caeFetch(`${middleTier.url}/orders`)).status, 200)
assert.deepEqual(challenges, ['nbf'])
assert.deepEqual(asked, ['password', 'password'])

console.log('4. Deleting takes c1 downstream: relayed, stepped up, and done')
secondFactor = true
const deletion = await caeFetch(`${middleTier.url}/orders/1`, { method: 'DELETE' })
assert.equal(deletion.status, 204)
assert.ok(challenges.at(-1)?.includes('acrs'))
assert.deepEqual(asked, ['password', 'password', 'second factor'])

console.log('The story holds.')
