import { redisRevocations } from '@caefetch/redis'
import { createClient } from 'redis'
import { startRedis } from '../../../packages/redis/src/redis-server.fixture.ts'
import { exactly, measure, statOf } from '../harness/measure.ts'
import type { Report, Size } from '../harness/report.ts'

const log = '{caefetch:revocations}:log'
const tenant = '11111111-1111-4111-8111-111111111111'
const userOf = (number: number): string =>
  `${number.toString(16).padStart(8, '0')}-1111-4111-8111-111111111111`

/** How long a replica reads what is revoked before it answers its first look-up, and what those take then. */
export async function reportJoin(size: Size): Promise<Report> {
  const count = size.isShort ? 5000 : 1_000_000
  await using redis = await startRedis()
  const client = createClient({ url: redis.url }).on('error', () => {})
  await client.connect()
  await fill(client, count)
  const bytes = Number(await client.sendCommand(['MEMORY', 'USAGE', log])) / count
  const began = performance.now()
  // The measuring leaves no time to hear of Redis.
  await using store = await redisRevocations({ client, onProblem() {}, staleAfter: 60_000 })
  const seconds = (performance.now() - began) / 1000
  // From all over the log; every other one is not revoked.
  const tokens = Array.from({ length: 10_000 }, (_, number) => ({
    tid: tenant,
    oid: userOf(Math.floor((number * 2 * count) / 10_000)),
  }))
  const contender = {
    name: 'redisRevocations',
    batch(lookUps: number) {
      let hits = 0
      for (let number = 0; number < lookUps; number++) {
        const token = tokens[number % tokens.length]
        if (token && store.latest(token) !== undefined) hits++
      }
      if (hits === 0) throw new Error('Nothing is revoked.')
    },
  }
  const [samples = []] = await measure([contender], size)
  client.destroy()
  const nanoseconds = statOf(samples.map((microseconds) => microseconds * 1000))
  return {
    id: 'fleet-join',
    title: 'A replica that joins when a million users are revoked',
    about:
      'How long it reads the log before it answers its first look-up, what a look-up takes then, and what a revocation takes in Redis.',
    metrics: [
      { name: 'ready after', unit: 's' },
      { name: 'a look-up', unit: 'ns' },
      { name: 'a revocation in Redis', unit: 'bytes' },
    ],
    rows: [{ name: 'redisRevocations', values: [exactly(seconds), nanoseconds, exactly(bytes)] }],
    budgets: [
      {
        text: 'A replica with 1 M subjects to read is ready within 10 s',
        value: seconds,
        limit: 10,
        kind: 'at most',
        unit: 's',
      },
      {
        text: 'To look a token up among 1 M subjects takes at most 1 µs',
        value: nanoseconds.median / 1000,
        limit: 1,
        kind: 'at most',
        unit: 'µs',
      },
    ],
  }
}

async function fill(
  client: { sendCommand(command: string[]): Promise<unknown> },
  count: number,
): Promise<void> {
  const now = Math.floor(Date.now() / 1000)
  const rest = ['c', `${now}`, 'x', `${now + 104_400}`]
  for (let first = 0; first < count; first += 1000) {
    const page = Array.from({ length: Math.min(1000, count - first) }, (_, index) =>
      client.sendCommand(['XADD', log, '*', 't', tenant, 'o', userOf(first + index), ...rest]),
    )
    await Promise.all(page)
  }
}
