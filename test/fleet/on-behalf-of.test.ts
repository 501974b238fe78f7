import { randomBytes } from 'node:crypto'
import { ConfidentialClientApplication } from '@azure/msal-node'
import { type Emulator, type OrdersApi, startEmulator, startOrdersApi } from '@caefetch/emulator'
import { createCaeFetch, createOnBehalfOf, withCae } from '@caefetch/node'
import { redisShare } from '@caefetch/redis'
import { createClient } from 'redis'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startRedis, type TestRedis } from '../../packages/redis/src/redis-server.fixture.ts'

// Real MSAL, which has a cache of its own in each replica, and tokens that must stand nowhere.

const mia = 'mfa-user@contoso.test'
const pat = 'plain-user@contoso.test'
const scopes = ['api://orders/orders.read', 'api://orders/orders.write']
const secrets = [randomBytes(32).toString('base64')]

let stack: AsyncDisposableStack
let entra: Emulator
let api: OrdersApi
let redis: TestRedis

beforeAll(async () => {
  stack = new AsyncDisposableStack()
  entra = stack.use(await startEmulator())
  api = stack.use(await startOrdersApi(entra))
  redis = stack.use(await startRedis())
})
afterAll(() => stack.disposeAsync())

async function connect() {
  const client = createClient({ url: redis.url }).on('error', () => {})
  stack.defer(() => client.destroy())
  await client.connect()
  return client
}

const grants = (name: string): number =>
  entra.journal.tokenRequests().filter(({ grant }) => grant === name).length

/** Replicas of the ready tenant's web-api, each with an application object and a connection of its own. */
const startMiddleTiers = (count: number) =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const app = new ConfidentialClientApplication(withCae(entra.msalConfig('web-api')))
      const share = redisShare({ client: await connect(), secrets })
      const told = vi.fn()
      const options = { resources: { [api.url]: scopes }, share, onEvent: told }
      return { onBehalfOf: createOnBehalfOf(app, options), told }
    }),
  )

const assertionOf = (user: string): Promise<string> =>
  entra.accessToken({ client: 'spa', user, scopes: ['api://web-api/access_as_user'] })

const ordersOf = async (
  { onBehalfOf }: Awaited<ReturnType<typeof startMiddleTiers>>[number],
  assertion: string,
): Promise<number> => {
  const response = await onBehalfOf(assertion)(`${api.url}/orders`)
  await response.body?.cancel()
  return response.status
}

const obo = 'on_behalf_of'

describe('four replicas of a middle tier', () => {
  it('ask once for a user, and once for another one', async () => {
    const replicas = await startMiddleTiers(4)
    const before = grants(obo)
    const [mias, pats] = [await assertionOf(mia), await assertionOf(pat)]
    const statuses = await Promise.all(
      replicas.flatMap((replica) => [ordersOf(replica, mias), ordersOf(replica, pats)]),
    )
    expect(statuses).toEqual(Array(8).fill(200))
    expect(grants(obo) - before).toBe(2)
  })

  it('each relay that a user has to sign in again, and go on for the other', async () => {
    const replicas = await startMiddleTiers(4)
    const [mias, pats] = [await assertionOf(mia), await assertionOf(pat)]
    for (const replica of replicas) {
      expect([await ordersOf(replica, mias), await ordersOf(replica, pats)]).toEqual([200, 200])
    }
    const before = grants(obo)
    await entra.revokeSessions(mia)
    const outcomes = await Promise.allSettled(replicas.map((replica) => ordersOf(replica, mias)))
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ reason: { code: 'interaction_required' } })
    }
    const after = grants(obo)
    expect(after - before).toBeLessThanOrEqual(4)
    for (const replica of replicas) expect(await ordersOf(replica, pats)).toBe(200)
    expect(grants(obo)).toBe(after)
    expect(replicas.flatMap(({ told }) => told.mock.calls.flat())).not.toContainEqual(
      expect.objectContaining({ type: 'diagnostic' }),
    )
  })
})

describe('whoever reads along in Redis', () => {
  it('sees no token, and nothing of the user, the client and the scopes', async () => {
    const [reader, admin] = [await connect(), await connect()]
    const seen: string[] = []
    await reader.monitor((line) => seen.push(String(line)))
    const [replica] = await startMiddleTiers(1)
    if (!replica) throw new Error('There is one.')
    const assertion = await assertionOf(mia)
    expect(await ordersOf(replica, assertion)).toBe(200)
    const daemon = new ConfidentialClientApplication(withCae(entra.msalConfig('daemon')))
    const caeFetch = createCaeFetch(daemon, {
      resources: { [api.url]: ['api://orders/.default'] },
      share: redisShare({ client: admin, secrets }),
    })
    expect((await caeFetch(`${api.url}/orders`)).status).toBe(200)
    await entra.revokeSessions('daemon')
    expect((await caeFetch(`${api.url}/orders`)).status).toBe(200)
    await vi.waitFor(async () => expect(await admin.keys('*:lease')).toEqual([]))

    const stored: string[] = []
    for (const key of await admin.keys('*')) {
      stored.push(key, JSON.stringify(await admin.hGetAll(key)))
    }
    const text = [...seen, ...stored].join('\n')
    expect(seen.length).toBeGreaterThan(10)
    // Every token has the same header, and begins with it.
    const [header = ''] = assertion.split('.')
    expect(header).toMatch(/^eyJ/)
    const secretsOfTheirs = [
      header,
      ...secrets,
      entra.tenantId,
      'api://orders',
      'orders.read',
      mia,
      String(entra.msalConfig('daemon').auth.clientId),
      String(entra.msalConfig('web-api').auth.clientId),
      'nbf',
      'access_token',
    ]
    for (const secret of secretsOfTheirs) expect(text).not.toContain(secret)
  })
})
