import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { startEmulator } from '@caefetch/emulator'
// Redis itself is no part of the story: this starts a redis-server on loopback, or says how to get one.
import { startRedis } from '../../packages/redis/src/redis-server.fixture.ts'
import { executions, placeOrders, several, startApi, startDaemon, statusWith } from './fleet.ts'
import { createTimeline } from './timeline.ts'

const replicas = 4
const callsEach = 25
const { heading, line } = createTimeline()

heading(`A fleet: ${replicas} replicas of an API, ${replicas} of a daemon, and Redis`)
await using stack = new AsyncDisposableStack()
const entra = stack.use(await startEmulator())
const redis = stack.use(await startRedis(['--appendonly', 'yes', '--appendfsync', 'always']))
const ledger = join(redis.folder, 'orders')
const secret = randomBytes(32).toString('base64')
const surroundings = { entra, redisUrl: redis.url, ledger, secret }
const apis = await several(replicas, async () => stack.use(await startApi(surroundings)))
const daemons = await several(replicas, async () =>
  stack.use(await startDaemon(surroundings, apis)),
)
const tokenRequests = () => entra.journal.tokenRequests().length
line('fleet', 'every replica is up')

heading('1. Warm: the daemons place their first orders')
const first = await placeOrders(daemons, callsEach)
assert.ok([...first.outcomes.values()].every((outcome) => outcome === 201))
assert.equal(tokenRequests(), 1)
line('daemons', `${first.outcomes.size} orders placed, ${tokenRequests()} token request in all`)

heading('2. An administrator revokes the session; Entra tells one replica of the API')
const token = await entra.accessToken({ client: 'daemon', scopes: ['api://orders/.default'] })
const [firstApi, ...others] = apis
assert.ok(firstApi)
entra.events.push({
  url: `${firstApi.url}/events`,
  audience: 'https://orders.contoso.test/events',
})
for (const api of apis) assert.equal(await statusWith(token, api), 200)
await nextSecond()
await entra.revokeSessions('daemon')
const acceptedAt = performance.now()
line('replica 1', 'has accepted the event: from now on it refuses the session')
await Promise.all(
  others.map(async (api, index) => {
    while ((await statusWith(token, api)) === 200) await setTimeout(1)
    const took = Math.round(performance.now() - acceptedAt)
    line(`replica ${index + 2}`, `refuses it as well, within ${took} ms`)
  }),
)
assert.equal(await statusWith(token, firstApi), 401)

heading(`3. The storm: ${replicas * callsEach} orders are on their way with the revoked token`)
await nextSecond()
const before = tokenRequests()
const began = Date.now()
const storm = await placeOrders(daemons, callsEach)
assert.ok([...storm.outcomes.values()].every((outcome) => outcome === 201))
assert.equal(tokenRequests() - before, 1, 'the fleet makes one token request')
const placed = await executions(ledger)
for (const id of storm.outcomes.keys()) assert.equal(placed.get(id), 1, 'each order is placed once')
line(
  'daemons',
  `all placed, each exactly once, 1 token request in all, ${storm.endedAt - began} ms`,
)

heading('4. Redis is killed')
await redis.kill()
// By then no replica can be sure to have heard of every revocation.
await setTimeout(600)
line('redis', 'is gone, and has not been heard of for long enough to count as down')
const without = await placeOrders(daemons, callsEach)
assert.ok([...without.outcomes.values()].every((outcome) => outcome === 201))
for (const api of apis) assert.equal(await statusWith(token, api), 401)
line(
  'fleet',
  `${without.outcomes.size} orders placed, and every replica still refuses the old token`,
)

heading('5. Redis is back, and so is a replica that was not there')
await redis.start()
line('redis', 'is back, with its append-only file')
const late = stack.use(await startApi(surroundings))
for (const api of [...apis, late]) assert.equal(await statusWith(token, api), 401)
line('fleet', 'every replica refuses the old token, the new one as well: nothing is forgotten')

heading('The story holds.')

/** Tokens say in whole seconds when they were issued: what follows is not to fall in the same one. */
async function nextSecond(): Promise<void> {
  await setTimeout(1000 - (Date.now() % 1000))
}
