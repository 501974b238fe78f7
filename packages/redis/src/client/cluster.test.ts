import { Cluster } from 'ioredis'
import { createCluster } from 'redis'
import { createCluster as createCluster5 } from 'redis-5'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startCluster, type TestCluster } from '../redis-cluster.fixture.ts'
import { redisReplays } from '../replays/redis-replays.ts'
import { redisRevocations } from '../revocations/redis-revocations.ts'
import { createReplica } from '../tokens/share.fixture.ts'
import type { RedisClient } from './client.ts'

let cluster: TestCluster
const now = Math.floor(Date.now() / 1000)
const life = 104_400
const user = { tid: 'a-tenant', oid: 'a-user' }

beforeAll(async () => {
  cluster = await startCluster()
}, 30_000)
afterAll(() => cluster[Symbol.asyncDispose]())

const rootNodes = () => cluster.nodes.map(({ url }) => ({ url }))

async function connected<Client extends RedisClient & { connect(): Promise<unknown> }>(
  stack: AsyncDisposableStack,
  client: Client & { destroy(): void; on(event: 'error', listener: () => void): unknown },
): Promise<RedisClient> {
  client.on('error', () => {})
  stack.defer(() => client.destroy())
  await client.connect()
  return client
}

const clients: [string, (stack: AsyncDisposableStack) => Promise<RedisClient>][] = [
  ['redis 6', (stack) => connected(stack, createCluster({ rootNodes: rootNodes() }))],
  ['redis 5.12', (stack) => connected(stack, createCluster5({ rootNodes: rootNodes() }))],
  [
    'ioredis',
    async (stack) => {
      const client = new Cluster(cluster.nodes.map(({ url }) => url))
      client.on('error', () => {})
      stack.defer(() => client.disconnect())
      await client.ping()
      return client
    },
  ],
]

describe.each(clients)('a cluster, by %s', (_name, connectClient) => {
  it('shares tokens, whichever nodes they are on', async () => {
    await using stack = new AsyncDisposableStack()
    const replicas = [
      createReplica(await connectClient(stack)),
      createReplica(await connectClient(stack)),
    ]
    for (let account = 0; account < 12; account++) {
      const request = { accountId: `account-${account} by ${_name}` }
      const answers = await Promise.all(replicas.map(({ getToken }) => getToken(request)))
      expect(answers[0]?.token).toBe(answers[1]?.token)
    }
    expect(replicas.flatMap(({ problems }) => problems)).toEqual([])
    for (const node of cluster.nodes.keys()) {
      await vi.waitFor(async () => expect(await cluster.command(node, 'DBSIZE')).not.toBe(0))
    }
  })

  it('keeps revocations and events', async () => {
    await using stack = new AsyncDisposableStack()
    const options = { onProblem() {}, prefix: `cluster by ${_name}`, timeout: 5000 }
    const one = stack.use(
      await redisRevocations({ client: await connectClient(stack), ...options }),
    )
    const client = await connectClient(stack)
    const other = stack.use(await redisRevocations({ client, ...options }))
    await one.raise(user, now, now + life)
    await vi.waitFor(() => expect(other.latest(user)).toBe(now))
    const replays = redisReplays({ client })
    const event = { issuer: 'https://transmitter.test/', jti: _name }
    expect(await replays.claim(event, 30_000)).toBe('claimed')
    expect(await replays.claim(event, 30_000)).toBe('pending')
  })
})

describe('a node of a cluster', () => {
  it('that dies takes its part out of service, and is caught up with when it is back', async () => {
    await using stack = new AsyncDisposableStack()
    const [[, connectClient] = []] = clients
    if (!connectClient) throw new Error('There is a client.')
    const settings = { onProblem() {}, prefix: 'a node', staleAfter: 400, timeout: 1000 }
    const client = await connectClient(stack)
    const store = stack.use(await redisRevocations({ client, ...settings }))
    const other = stack.use(
      await redisRevocations({ client: await connectClient(stack), ...settings }),
    )
    await store.raise(user, now, now + life)
    const owner = await ownerOf('{a node:revocations}:log')
    await owner.kill()
    await vi.waitFor(() => expect(() => store.latest(user)).toThrow(/not been heard/), 10_000)
    const replica = createReplica(client)
    for (let account = 0; account < 6; account++) {
      const { token } = await replica.getToken({ accountId: `after ${account}` })
      expect(token).toMatch(/^secret-token/)
    }
    await owner.start()
    await vi.waitFor(() => other.raise({ tid: 'another' }, now, now + life), 20_000)
    await vi.waitFor(() => expect(store.latest({ tid: 'another' })).toBe(now), 20_000)
    expect(store.latest(user)).toBe(now)
  }, 60_000)

  async function ownerOf(key: string) {
    const slot = Number(await cluster.command(0, 'CLUSTER', 'KEYSLOT', key))
    const node = cluster.nodes[slot <= 5460 ? 0 : slot <= 10_922 ? 1 : 2]
    if (!node) throw new Error('There are three nodes.')
    return node
  }
})
