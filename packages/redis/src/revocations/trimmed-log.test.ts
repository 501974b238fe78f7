import type { RevokedSubject } from '@caefetch/resource'
import { createClient } from 'redis'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { NodeRedis, RedisClient } from '../client/client.ts'
import { connect, type TestClient } from '../clients.fixture.ts'
import { startRedis, type TestRedis } from '../redis-server.fixture.ts'
import { redisRevocations } from './redis-revocations.ts'

// Somebody else takes entries out of the log: by hand, or with a setting for all streams.

const log = '{caefetch:revocations}:log'
const now = Math.floor(Date.now() / 1000)
const life = 104_400
const users = (count: number): RevokedSubject[] =>
  Array.from({ length: count }, (_, number) => ({ oid: `user-${number}` }))

let stack: AsyncDisposableStack
let redis: TestRedis
let admin: TestClient

beforeEach(async () => {
  stack = new AsyncDisposableStack()
  redis = stack.use(await startRedis())
  admin = stack.use(await connect(redis.url))
})
afterEach(() => stack.disposeAsync())

async function startReplica(connection?: RedisClient) {
  const client = connection ?? stack.use(await connect(redis.url)).client
  const onProblem = vi.fn()
  const options = { client, onProblem, timeout: 5000, staleAfter: 600 }
  const store = stack.use(await redisRevocations(options))
  return { ...store, codes: () => onProblem.mock.calls.map(([{ code }]) => code) }
}

type Replica = Awaited<ReturnType<typeof startReplica>>

const expectRevoked = (replica: Replica, subjects: readonly RevokedSubject[]): Promise<void> =>
  vi.waitFor(
    () => {
      for (const subject of subjects) expect(replica.latest(subject)).toBe(now)
    },
    { timeout: 10_000, interval: 20 },
  )

/** A replica whose connection for following can be cut, and kept from coming back. */
async function startCutReplica() {
  const client = createClient({ url: redis.url }).on('error', () => {})
  stack.defer(() => client.destroy())
  await client.connect()
  const follower = client.duplicate()
  let isCut = false
  const cuttable: NodeRedis = {
    isReady: true,
    sendCommand: (args) => client.sendCommand(args),
    duplicate: () => ({
      on: (event, listener) => follower.on(event, listener),
      connect: () => (isCut ? Promise.reject(new Error('no network')) : follower.connect()),
      destroy: () => follower.destroy(),
      sendCommand: (args) => follower.sendCommand(args),
    }),
  }
  const replica = await startReplica(cuttable)
  return {
    ...replica,
    cut() {
      isCut = true
      follower.destroy()
    },
    mend() {
      isCut = false
    },
  }
}

describe('a log that somebody else', () => {
  it.each<[string, (ids: string[]) => string[]]>([
    ['trims to its last entries', () => ['XTRIM', log, 'MAXLEN', '3']],
    ['trims to nothing', () => ['XTRIM', log, 'MAXLEN', '0']],
    ['deletes an entry from', (ids) => ['XDEL', log, String(ids[5])]],
  ])('%s is given back what it lacks', async (_name, command) => {
    const replica = await startReplica()
    const subjects = users(10)
    for (const subject of subjects) await replica.raise(subject, now, now + life)
    const inspections = await countInspections()
    // From then on it knows the log as it is now.
    await vi.waitFor(
      async () => expect(await countInspections()).toBeGreaterThan(inspections),
      10_000,
    )
    const entries = await admin.command('XRANGE', log, '-', '+')
    const ids = Array.isArray(entries) ? entries.map(([id]) => String(id)) : []
    await admin.command(...command(ids))
    await vi.waitFor(() => expect(replica.codes()).toContain('revocations_lost'), 10_000)
    await vi.waitFor(async () => {
      const late = await startReplica()
      for (const subject of subjects) expect(late.latest(subject)).toBe(now)
    }, 10_000)
  })

  it('trims while a replica is cut off keeps it down until the others have added again what is gone', async () => {
    const [replica, cut] = [await startReplica(), await startCutReplica()]
    await replica.raise({ oid: 'before' }, now, now + life)
    await expectRevoked(cut, [{ oid: 'before' }])
    cut.cut()
    const subjects = users(20)
    for (const subject of subjects) await replica.raise(subject, now, now + life)
    await admin.command('XTRIM', log, 'MAXLEN', '0')
    await vi.waitFor(() => expect(() => cut.latest({ oid: 'x' })).toThrow(/not been heard/), 10_000)
    cut.mend()
    // Whenever it answers for somebody, it knows all of them.
    await vi.waitFor(() => expect(cut.latest({ oid: 'x' })).toBeUndefined(), {
      timeout: 15_000,
      interval: 5,
    })
    for (const subject of subjects) expect(cut.latest(subject)).toBe(now)
    expect(cut.codes()).toContain('revocations_lost')
  })

  async function countInspections(): Promise<number> {
    const stats = String(await admin.command('INFO', 'commandstats'))
    return Number(/cmdstat_xinfo\|stream:calls=(\d+)/.exec(stats)?.[1] ?? 0)
  }
})
