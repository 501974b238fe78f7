import type { EventId, ReplayStore } from '@caefetch/resource'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { clients, connect, type TestClient } from '../clients.fixture.ts'
import { startRedis, type TestRedis } from '../redis-server.fixture.ts'
import { redisReplays } from './redis-replays.ts'

let redis: TestRedis
let connection: TestClient
const event = { issuer: 'https://transmitter.test/', jti: 'event-1' }
const lease = 30_000
const tomorrow = Date.now() / 1000 + 86_400
const startReplica = (): ReplayStore => redisReplays({ client: connection.client })

beforeAll(async () => {
  redis = await startRedis()
  connection = await connect(redis.url)
})
beforeEach(() => connection.command('FLUSHALL'))
afterAll(async () => {
  await connection[Symbol.asyncDispose]()
  await redis[Symbol.asyncDispose]()
})

describe('an event that reaches several replicas', () => {
  it('is claimed by one of them', async () => {
    const claims = await Promise.all(
      Array.from({ length: 8 }, () => startReplica().claim(event, lease)),
    )
    expect(claims.toSorted()).toEqual(['claimed', ...Array(7).fill('pending')])
  })

  it('is handled once', async () => {
    const [one, other] = [startReplica(), startReplica()]
    await one.claim(event, lease)
    await one.confirm(event, tomorrow)
    expect(await other.claim(event, lease)).toBe('handled')
    expect(await one.claim(event, lease)).toBe('handled')
  })

  it.each<[string, EventId]>([
    ['jti', { ...event, jti: 'event-2' }],
    ['issuer', { ...event, issuer: 'https://another.test/' }],
  ])('is another one by its %s', async (_name, another) => {
    const replica = startReplica()
    await replica.claim(event, lease)
    expect(await replica.claim(another, lease)).toBe('claimed')
  })

  it('is handled when it comes again after a failure', async () => {
    const [one, other] = [startReplica(), startReplica()]
    await one.claim(event, lease)
    await one.release(event)
    expect(await other.claim(event, lease)).toBe('claimed')
  })

  it('is handled when it comes again after its replica has died', async () => {
    await startReplica().claim(event, 1)
    await expect.poll(() => startReplica().claim(event, lease)).toBe('claimed')
  })

  it('stays claimed when a replica that was slow gives its own claim up', async () => {
    const [slow, next] = [startReplica(), startReplica()]
    await slow.claim(event, lease)
    await connection.command('FLUSHALL')
    await next.claim(event, lease)
    await slow.release(event)
    expect(await startReplica().claim(event, lease)).toBe('pending')
  })

  it('is forgotten in time, and is in no key by its name', async () => {
    const replica = startReplica()
    await replica.claim(event, lease)
    const [key = ''] = (await connection.command('KEYS', '*')) as string[]
    expect(key).toMatch(/^\{caefetch:event:[\w-]{43}\}$/)
    expect(await connection.command('PTTL', key)).toBeLessThanOrEqual(lease)
    await replica.confirm(event, tomorrow)
    expect(await connection.command('TTL', key)).toBeGreaterThan(86_000)
  })
})

describe('Redis', () => {
  it('that hangs is not waited for', async () => {
    const replica = redisReplays({ client: connection.client, timeout: 50 })
    redis.freeze()
    await expect(replica.claim(event, lease)).rejects.toThrow(/50 ms/)
    redis.thaw()
  })

  it('that has junk in place of a claim is an error', async () => {
    const replica = startReplica()
    await replica.claim(event, lease)
    const [key = ''] = (await connection.command('KEYS', '*')) as string[]
    await connection.command('DEL', key)
    await connection.command('LPUSH', key, 'junk')
    await expect(replica.claim(event, lease)).rejects.toThrow(/WRONGTYPE/)
  })
})

it.each(clients)('%s serves', async (_name, connectClient) => {
  await using own = await connectClient(redis.url)
  const replica = redisReplays({ client: own.client })
  expect(await replica.claim(event, lease)).toBe('claimed')
  await replica.release(event)
  expect(await replica.claim(event, lease)).toBe('claimed')
  await replica.confirm(event, tomorrow)
  expect(await replica.claim(event, lease)).toBe('handled')
})
