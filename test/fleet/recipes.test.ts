import { randomBytes } from 'node:crypto'
import { type Emulator, type OrdersApi, startEmulator, startOrdersApi } from '@caefetch/emulator'
import { createCaeFetch } from '@caefetch/node'
import { redisRevocations, redisShare } from '@caefetch/redis'
import { createClient } from 'redis'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createPageDriver } from '../../packages/emulator/src/sign-in/page-driver.fixture.ts'
import { startRedis, type TestRedis } from '../../packages/redis/src/redis-server.fixture.ts'
import { connectWithEntra } from '../interop/recipes/azure-managed-redis.ts'
import { applicationOf } from '../interop/recipes/msal-cache-on-redis.ts'

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

describe('MSAL’s cache on Redis', () => {
  const scopes = ['api://orders/orders.read', 'api://orders/orders.write']
  const redirectUri = 'http://localhost:3000/auth'

  it('lets another replica go on for a user who signed in at the first', async () => {
    const configuration = entra.msalConfig('web-api')
    const [sessionId, another] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')]
    const first = applicationOf(configuration, await connect(), sessionId)
    const request = { scopes, redirectUri, responseMode: 'query' } as const
    const page = await createPageDriver(entra).open(await first.getAuthCodeUrl(request))
    const { left } = await page.submit('login', { as: 'mfa-user@contoso.test' })
    const code = left?.searchParams.get('code') ?? ''
    const { account } = await first.acquireTokenByCode({ ...request, code })
    expect(account).toBeTruthy()

    const second = applicationOf(configuration, await connect(), sessionId)
    const [known] = await second.getTokenCache().getAllAccounts()
    if (!known) throw new Error('The replica does not find the user.')
    const caeFetch = createCaeFetch(second, {
      account: known,
      resources: { [api.url]: scopes },
      share: redisShare({
        client: await connect(),
        secrets: [randomBytes(32).toString('base64')],
      }),
    })
    expect((await caeFetch(`${api.url}/orders`)).status).toBe(200)
    const strangers = applicationOf(configuration, await connect(), another)
    expect(await strangers.getTokenCache().getAllAccounts()).toEqual([])
  })
})

describe('a client that signs in to Redis with Entra', () => {
  it('shares tokens and follows revocations on a connection that signs in as well', async () => {
    const token = await entra.accessToken({ client: 'daemon', scopes: ['api://orders/.default'] })
    const { oid } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    const admin = await connect()
    // Azure does this for each identity that was given access.
    await admin.sendCommand(['ACL', 'SETUSER', oid, 'on', `>${token}`, '~*', '&*', '+@all'])
    const getToken = vi.fn(async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }))
    const client = await connectWithEntra(redis.url, { getToken })
    stack.defer(() => client.destroy())
    expect(await client.sendCommand(['ACL', 'WHOAMI'])).toBe(oid)

    await using store = await redisRevocations({ client, onProblem() {} })
    const now = Math.floor(Date.now() / 1000)
    await store.raise({ oid: 'a-user' }, now, now + 3600)
    expect(store.latest({ oid: 'a-user' })).toBe(now)
    const share = redisShare({ client, secrets: [randomBytes(32).toString('base64')] })
    const report = vi.fn()
    const wanted = { client: 'a-client', scopes: ['a-scope'], report }
    await share.getToken(wanted, async () => ({ token: 'a-token' }))
    await vi.waitFor(async () => expect(await admin.keys('*:lease')).toEqual([]))
    const again = await share.getToken(wanted, () => Promise.reject(new Error('It is there.')))
    expect(again.token).toBe('a-token')
    expect(report).not.toHaveBeenCalled()
  })
})
