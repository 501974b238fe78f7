import assert from 'node:assert/strict'
import { ConfidentialClientApplication } from '@azure/msal-node'
import { startEmulator, startOrdersApi } from '@caefetch/emulator'
import { createCaeFetch, InteractionRequiredError, withCae } from '@caefetch/node'
import { createTimeline } from './timeline.ts'
import { watchApi, watchEntra } from './watch.ts'

const callsInFlight = 25
const { heading, line, note, summarized } = createTimeline()

heading('A daemon whose session is revoked, and that recovers by itself')
await using entra = await startEmulator()
await using api = await startOrdersApi(entra)
note(`Entra: the caefetch emulator, ${entra.url}`)
note(`API:   it validates each token and challenges revoked ones, ${api.url}`)
note('Daemon: @azure/msal-node with @caefetch/node, the way an application uses them')

// This is all that a daemon needs.
const app = new ConfidentialClientApplication(withCae(entra.msalConfig('daemon')))
const caeFetch = createCaeFetch(app, {
  resources: { [api.url]: ['api://orders/.default'] },
  fetch: watchApi(line),
})

const tokenRequests = () => entra.journal.tokenRequests().length
const stopWatching = watchEntra(entra.journal, line)

heading('1. A call: one token request that declares cp1, then the answer')
const first = await caeFetch(`${api.url}/orders`)
assert.equal(first.status, 200)
assert.equal(tokenRequests(), 1)

heading('2. An administrator revokes the session of the daemon')
await entra.revokeSessions('daemon')
line({ who: 'admin', what: 'revokes every session of the daemon', status: 'done' })

heading(`3. ${callsInFlight} orders are in flight with the revoked token`)
const placeOrder = (_: unknown, number: number) =>
  caeFetch(`${api.url}/orders`, { method: 'POST', body: JSON.stringify({ number }) })
const responses = await summarized(() =>
  Promise.all(Array.from({ length: callsInFlight }, placeOrder)),
)
assert.ok(responses.every(({ status }) => status === 201))
assert.equal(tokenRequests(), 2, 'all calls share one token request')
const executions = [...api.executions().values()]
assert.deepEqual(executions, Array(callsInFlight).fill(1), 'each order is placed exactly once')
note(`${callsInFlight} calls, 1 token request, each order placed exactly once`)

heading('4. An operation that wants multifactor authentication, which no daemon can do')
const failure = await caeFetch(`${api.url}/orders/1`, { method: 'DELETE' }).catch((error) => error)
assert.ok(failure instanceof InteractionRequiredError)
assert.equal(failure.response?.status, 401)
note('What the developer gets:')
note(`${failure.name}: ${failure.message}`)
note(`  code      ${failure.code}`)
note(`  claims    ${JSON.stringify(failure.claims)}`)
note(`  response  ${failure.response.status}, its body unread`)
note(`  cause     ${String(failure.cause).slice(0, 90)}…`)

heading('5. The next call goes on with the token that is held')
assert.equal((await caeFetch(`${api.url}/orders`)).status, 200)
assert.equal(tokenRequests(), 3)

stopWatching()
heading(
  `The story holds: ${api.requests.length} requests to the API, ${tokenRequests()} to the token endpoint.`,
)
