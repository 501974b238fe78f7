import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { clients, connect, type TestClient } from '../clients.fixture.ts'
import { startRedis, type TestRedis } from '../redis-server.fixture.ts'
import { createReplica } from '../tokens/share.fixture.ts'

let redis: TestRedis
let admin: TestClient

beforeAll(async () => {
  redis = await startRedis()
  admin = await connect(redis.url)
})
afterAll(async () => {
  await admin[Symbol.asyncDispose]()
  await redis[Symbol.asyncDispose]()
})

describe.each(clients)('%s', (_name, connectClient) => {
  it('shares tokens', async () => {
    await admin.command('FLUSHALL')
    await using one = await connectClient(redis.url)
    await using other = await connectClient(redis.url)
    const replicas = [createReplica(one.client), createReplica(other.client)]
    const answers = await Promise.all(replicas.map(({ getToken }) => getToken()))
    expect(answers[0]?.token).toBe(answers[1]?.token)
    expect(replicas.flatMap(({ problems }) => problems)).toEqual([])
  })

  it('is told of when its server hangs, and does not hold anybody up', async () => {
    await using connection = await connectClient(redis.url)
    const replica = createReplica(connection.client, { timeout: 500 })
    redis.freeze()
    await replica.getToken({ rejectedToken: 'another' })
    redis.thaw()
    await vi.waitFor(() => expect(replica.problems).toHaveLength(1))
    expect(replica.problems[0]?.message).toMatch(/not answered within 500 ms/)
  })
})
