import { createClient } from 'redis'
import { expect, vi } from 'vitest'
import { freePort, startRedis, type TestRedis } from './redis-server.fixture.ts'

/** A real cluster of three masters on loopback. */
export interface TestCluster extends AsyncDisposable {
  readonly nodes: readonly TestRedis[]
  /** Sends a command to one node. */
  command(node: number, ...command: string[]): Promise<unknown>
}

const slots = [
  [0, 5460],
  [5461, 10_922],
  [10_923, 16_383],
] as const

export async function startCluster(): Promise<TestCluster> {
  const stack = new AsyncDisposableStack()
  const nodes = await Promise.all(
    slots.map(async () => {
      const bus = await freePort()
      const cluster = ['--cluster-enabled', 'yes', '--cluster-port', `${bus}`]
      const speed = ['--cluster-node-timeout', '1000']
      return { bus, redis: stack.use(await startRedis([...cluster, ...speed])) }
    }),
  )
  const clients = await Promise.all(
    nodes.map(async ({ redis }) => {
      const client = createClient({ url: redis.url }).on('error', () => {})
      stack.defer(() => client.destroy())
      await client.connect()
      return client
    }),
  )
  for (const [index, client] of clients.entries()) {
    const [first, last] = slots[index] ?? []
    await client.sendCommand(['CLUSTER', 'ADDSLOTSRANGE', `${first}`, `${last}`])
    await client.sendCommand(['CLUSTER', 'SET-CONFIG-EPOCH', `${index + 1}`])
    const { bus, redis } = nodes[0] ?? {}
    if (index > 0) {
      await client.sendCommand(['CLUSTER', 'MEET', '127.0.0.1', `${redis?.port}`, `${bus}`])
    }
  }
  const knowsAll = async (client: (typeof clients)[number]) => {
    const info = String(await client.sendCommand(['CLUSTER', 'INFO']))
    expect(info).toContain('cluster_state:ok')
    expect(info).toContain('cluster_known_nodes:3')
  }
  await vi.waitFor(() => Promise.all(clients.map(knowsAll)), { timeout: 20_000, interval: 50 })
  return {
    nodes: nodes.map(({ redis }) => redis),
    command: async (node, ...command) => clients[node]?.sendCommand(command),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}
