import { createClient } from 'redis'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { NodeRedis } from '../client/client.ts'
import { connect, type TestClient } from '../clients.fixture.ts'
import { startRedis, type TestRedis } from '../redis-server.fixture.ts'
import { askedBy, createReplica, issueToken } from './share.fixture.ts'

// Redis has done what it was told, and its answer comes late: the fleet still asks once.

let stack: AsyncDisposableStack
let redis: TestRedis
let admin: TestClient

beforeEach(async () => {
  stack = new AsyncDisposableStack()
  redis = stack.use(await startRedis())
  admin = stack.use(await connect(redis.url))
})
afterEach(() => stack.disposeAsync())

/** A client that can be told to hold back what Redis answers to its next look for a token. */
async function createSlowClient() {
  const client = createClient({ url: redis.url }).on('error', () => {})
  stack.defer(() => client.destroy())
  await client.connect()
  let heldBack: Promise<void> | undefined
  const slow: NodeRedis = {
    isReady: true,
    async sendCommand(args) {
      const until = args[1]?.includes('HMGET') ? heldBack : undefined
      const reply = await client.sendCommand(args)
      await until
      return reply
    },
    duplicate: () => client.duplicate(),
  }
  return {
    client: slow,
    holdBack(until: Promise<void>) {
      heldBack = until
    },
  }
}

const lease = async (): Promise<string> => {
  const keys = await admin.command('KEYS', '*:lease')
  return Array.isArray(keys) ? String(keys[0] ?? '') : ''
}

/** How often Redis was asked for the token, over all replicas. */
async function looks(): Promise<number> {
  const stats = String(await admin.command('INFO', 'commandstats'))
  return Number(/cmdstat_hmget:calls=(\d+)/.exec(stats)?.[1] ?? 0)
}

describe('a replica that was given the lease and hears of it too late', () => {
  async function startAsking() {
    const slow = await createSlowClient()
    const never = Promise.withResolvers<void>()
    slow.holdBack(never.promise)
    const holder = createReplica(slow.client, { timeout: 50 })
    const other = createReplica(stack.use(await connect(redis.url)).client)
    const answer = Promise.withResolvers<void>()
    const asking = Promise.withResolvers<void>()
    const first = holder.getToken({}, () => {
      asking.resolve()
      return answer.promise.then(() => issueToken())
    })
    await asking.promise
    expect(holder.problems.map(({ code }) => code)).toEqual(['share_unavailable'])
    const before = await looks()
    const second = other.getToken()
    await vi.waitFor(async () => expect(await looks()).toBeGreaterThan(before + 1))
    return { replicas: [holder, other], answer, first, second }
  }

  it('publishes what it gets all the same', async () => {
    const { replicas, answer, first, second } = await startAsking()
    answer.resolve()
    expect((await second).token).toBe((await first).token)
    expect(askedBy(replicas)).toBe(1)
  })

  it('keeps the lease all the same while it asks', async () => {
    const { replicas, answer, first, second } = await startAsking()
    let renewals = 0
    let left = 1000
    // Without being kept, the lease would have ended by then.
    await vi.waitFor(
      async () => {
        const now = Number(await admin.command('PTTL', await lease()))
        if (now > left) renewals++
        left = now
        expect(renewals).toBeGreaterThan(4)
      },
      { timeout: 10_000, interval: 20 },
    )
    answer.resolve()
    expect((await second).token).toBe((await first).token)
    expect(askedBy(replicas)).toBe(1)
  })
})

describe('a replica that waits for the lease of another', () => {
  it('bears with an answer that is late', async () => {
    const slow = await createSlowClient()
    const holder = createReplica(stack.use(await connect(redis.url)).client)
    const waiting = createReplica(slow.client, { timeout: 50 })
    const answer = Promise.withResolvers<void>()
    const first = holder.getToken({}, () => answer.promise.then(() => issueToken()))
    await vi.waitFor(async () => expect(await lease()).not.toBe(''))
    const before = await looks()
    const second = waiting.getToken()
    await vi.waitFor(async () => expect(await looks()).toBeGreaterThan(before + 1))
    // Longer than it waits for Redis when it knows of no lease.
    slow.holdBack(new Promise((resolve) => setTimeout(resolve, 150)))
    const then = await looks()
    await vi.waitFor(async () => expect(await looks()).toBeGreaterThan(then + 1))
    answer.resolve()
    expect((await second).token).toBe((await first).token)
    expect(askedBy([holder, waiting])).toBe(1)
    expect(waiting.problems).toEqual([])
  })
})
