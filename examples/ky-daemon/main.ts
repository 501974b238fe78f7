import assert from 'node:assert/strict'
import { ConfidentialClientApplication } from '@azure/msal-node'
import { startEmulator, startOrdersApi } from '@caefetch/emulator'
import { createCaeKy } from '@caefetch/ky'
import { createCaeFetch, withCae } from '@caefetch/node'
import { isHTTPError } from 'ky'
import { createThrottle } from './throttle.ts'

const pages = 40
const limit = 30

await using entra = await startEmulator()
await using orders = await startOrdersApi(entra, { gateway: createThrottle(limit) })
const tokenRequests = () => entra.journal.tokenRequests().length

// This is all that the daemon needs.
const app = new ConfidentialClientApplication(withCae(entra.msalConfig('daemon')))
const caeFetch = createCaeFetch(app, { resources: { [orders.url]: ['api://orders/.default'] } })
const api = createCaeKy(caeFetch, { prefix: orders.url, retry: { limit: 5 } })

// And this is how the story is watched.
const retried: unknown[] = []
const watched = api.extend({
  hooks: {
    beforeRetry: [({ error }) => void retried.push(isHTTPError(error) && error.response.status)],
  },
})
const readPage = (page: number) => watched.get('orders', { searchParams: { page } }).json()

console.log('1. The daemon reads a page of orders')
await readPage(0)
assert.equal(tokenRequests(), 1)

console.log('2. An administrator revokes its session')
await entra.revokeSessions('daemon')

console.log(`3. It reads ${pages} pages at once; the API takes ${limit}, then none for a second`)
const before = orders.requests.length
const read = await Promise.all(Array.from({ length: pages }, (_, page) => readPage(page)))
assert.deepEqual(read, Array(pages).fill(orders.orders()))
const answers = orders.requests.slice(before).map(({ status }) => status)
const count = (status: number) => answers.filter((each) => each === status).length
for (const [status, meaning] of [
  [401, 'insufficient_claims: the session is revoked'],
  [429, 'Retry-After: 1'],
  [200, 'read'],
] as const) {
  console.log(`   ${String(count(status)).padStart(3)} × ${status} ${meaning}`)
}
assert.equal(count(200), pages)
assert.ok(count(401) > 0)
assert.ok(count(429) > 0)

console.log('4. One token request answered every challenge, and ky retried nothing but the 429s')
assert.equal(tokenRequests(), 2)
assert.deepEqual(retried, Array(count(429)).fill(429))

console.log('The story holds.')
