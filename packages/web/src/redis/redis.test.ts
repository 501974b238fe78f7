import { createEventReceiver } from '@caefetch/resource'
import { Cluster, Redis } from 'ioredis'
import { createClient, createCluster } from 'redis'
import { describe, expect, it, vi } from 'vitest'
import { startCluster } from '../../../redis/src/redis-cluster.fixture.ts'
import { startRedis } from '../../../redis/src/redis-server.fixture.ts'
import { mia, openShop, reasonOf, shopUrl, signIn } from '../shop.fixture.ts'
import { redisSessions } from './index.ts'

async function connectTo(url: string) {
  const client = createClient({ url })
  client.on('error', () => {})
  await client.connect()
  return Object.assign(client, {
    async [Symbol.asyncDispose]() {
      client.destroy()
    },
  })
}

describe('a store in Redis', () => {
  it.each(['redis', 'ioredis'])(
    'gets, takes once, updates what is there, and raises, by %s',
    async (name) => {
      await using redis = await startRedis()
      await using node = await connectTo(redis.url)
      const io = new Redis(redis.url)
      const store = redisSessions({ client: name === 'redis' ? node : io })
      await store.set('a:1', 'x', 60_000)
      expect(await store.get('a:1')).toBe('x')
      expect(await store.get('a:1', 90_000)).toBe('x')
      expect(await node.pTTL('caefetch:web:a:1')).toBeGreaterThan(60_000)
      const taken = await Promise.all([1, 2, 3].map(() => store.take('a:1')))
      expect(taken.filter((value) => value === 'x')).toHaveLength(1)
      await store.set('a:1', 'y', 60_000, true)
      expect(await store.get('a:1')).toBeUndefined()
      await Promise.all([5, 9, 7].map((value) => store.raise('ended:1', value, 60_000)))
      expect(await store.get('ended:1')).toBe('9')
      io.disconnect()
    },
  )

  it.each(['redis', 'ioredis'])(
    'is kept on the nodes of a cluster, by %s',
    async (name) => {
      await using stack = new AsyncDisposableStack()
      const cluster = stack.use(await startCluster())
      const urls = cluster.nodes.map(({ url }) => url)
      const node = createCluster({ rootNodes: urls.map((url) => ({ url })) })
      stack.defer(() => node.destroy())
      await node.on('error', () => {}).connect()
      const io = new Cluster(urls)
      stack.defer(() => io.disconnect())
      const store = redisSessions({ client: name === 'redis' ? node : io, timeout: 5000 })
      const keys = Array.from({ length: 12 }, (_, index) => `session:${index}`)
      await Promise.all(keys.map((key) => store.set(key, key, 60_000)))
      for (const key of keys) expect(await store.get(key, 90_000)).toBe(key)
      await Promise.all(
        [5, 9, 7].flatMap((value) => keys.map((key) => store.raise(`ended:${key}`, value, 60_000))),
      )
      for (const key of keys) {
        expect(await store.get(`ended:${key}`)).toBe('9')
        expect(await store.take(key)).toBe(key)
        expect(await store.get(key)).toBeUndefined()
      }
      // Each node has some of them.
      for (const index of cluster.nodes.keys())
        expect(await cluster.command(index, 'DBSIZE')).not.toBe(0)
    },
    60_000,
  )

  it('refuses what is no client', () => {
    expect(() => redisSessions({ client: {} })).toThrow(/redis/)
  })
})

describe('two replicas over Redis', () => {
  it('share sessions and revocations, and go on after a restart', async () => {
    await using redis = await startRedis()
    await using client = await connectTo(redis.url)
    await using shop = await openShop()
    const startReplica = () => shop.startReplica({ sessions: { store: redisSessions({ client }) } })
    const [one, two] = [startReplica(), startReplica()]
    const browser = shop.openBrowser()
    shop.restart(one)
    await signIn(browser)
    expect((await browser.open(`${shopUrl}/list`)).text).toBe('/list 200')
    shop.entra.journal.clear()
    shop.restart(two)
    expect((await browser.open(`${shopUrl}/list`)).text).toBe('/list 200')
    shop.restart(startReplica())
    expect((await browser.open(`${shopUrl}/list`)).text).toBe('/list 200')
    // The tokens were there.
    expect(shop.entra.journal.entries()).toEqual([])

    const { issuer, jwksUri } = shop.entra
    const audience = 'https://shop.contoso.test/events'
    const { revocations } = two.web
    const receive = createEventReceiver({ issuer, jwksUri, audience, revocations })
    const stream = shop.entra.events.push({ url: audience, audience, fetch: receive })
    await shop.entra.revokeSessions(mia)
    expect(stream.deliveries.map(({ status }) => status)).toEqual([202])
    for (const replica of [one, two]) {
      shop.restart(replica)
      expect(reasonOf(await browser.open(`${shopUrl}/list`))).toBe('session_revoked')
    }
  })

  it('step up on one, and need no second redirect on the other', async () => {
    await using redis = await startRedis()
    await using client = await connectTo(redis.url)
    await using shop = await openShop()
    const [one, two] = [1, 2].map(() =>
      shop.startReplica({ sessions: { store: redisSessions({ client }) } }),
    )
    const browser = shop.openBrowser()
    if (!one || !two) throw new Error('There are two replicas.')
    for (const replica of [one, two]) {
      shop.restart(replica)
      if (replica === one) await signIn(browser)
      await browser.open(`${shopUrl}/list`)
    }
    const deletion = `${shopUrl}/deletion?path=/orders/1&method=DELETE`
    const entra = await browser.open(deletion)
    shop.restart(one)
    expect((await browser.submit(entra, '/mfa', { answer: 'approve' })).text).toBe('/deletion 204')
    shop.restart(two)
    shop.entra.journal.clear()
    expect((await browser.open(deletion)).text).toBe('/deletion 404')
    expect(shop.entra.journal.entries()).toEqual([])
  })

  it('keep nothing there that can be read, and nothing for good', async () => {
    await using redis = await startRedis()
    await using client = await connectTo(redis.url)
    await using shop = await openShop({ sessions: { store: redisSessions({ client }) } })
    const browser = shop.openBrowser()
    await signIn(browser)
    await browser.open(`${shopUrl}/deletion?path=/orders/1&method=DELETE`)
    const user = await (await browser.send(`${shopUrl}/me`)).json()
    const keys = await client.keys('*')
    expect(keys.length).toBeGreaterThan(2)
    for (const key of keys) {
      expect(await client.pTTL(key)).toBeGreaterThan(0)
      const text = `${key} ${await client.get(key)}`
      expect(text).not.toMatch(new RegExp(`eyJ|${mia}|${user.localAccountId}|acrs`))
    }
  })

  it('say that they cannot tell while Redis is down, and sign nobody out', async () => {
    await using redis = await startRedis()
    await using client = await connectTo(redis.url)
    await using shop = await openShop({
      sessions: { store: redisSessions({ client, timeout: 200 }) },
    })
    const browser = shop.openBrowser()
    await signIn(browser)
    redis.freeze()
    const page = await browser.open(`${shopUrl}/list`)
    expect([page.status, reasonOf(page)]).toEqual([503, 'sessions_unavailable'])
    const script = await browser.script(`${shopUrl}/list`)
    expect([script.status, (await script.json()).code]).toEqual([503, 'sessions_unavailable'])
    redis.thaw()
    await vi.waitFor(async () => {
      expect((await browser.open(`${shopUrl}/list`)).text).toBe('/list 200')
    })
  })

  it('take a changed secret in turns, and no value that was put under another key', async () => {
    await using redis = await startRedis()
    await using client = await connectTo(redis.url)
    await using shop = await openShop({ sessions: { store: redisSessions({ client }) } })
    const next = 'the next secret of the shop, of 32 characters or more'
    const [old = ''] = ['a secret of the shop, of 32 characters or more']
    const browser = shop.openBrowser()
    await signIn(browser)
    shop.restart(shop.startReplica({ secrets: [next, old] }))
    expect((await browser.open(`${shopUrl}/list`)).text).toBe('/list 200')
    const other = shop.openBrowser()
    await signIn(other, 'plain-user@contoso.test')
    const [one = '', two = ''] = await client.keys('*session:*')
    const value = (await client.get(one)) ?? ''
    await client.set(two, value)
    await client.set(one, `${value}x`)
    for (const each of [browser, other]) {
      expect(await (await each.send(`${shopUrl}/me`)).json()).toBeNull()
    }
  })
})
