import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createClient } from 'redis'
import { expect, it, vi } from 'vitest'
import { connect } from '../clients.fixture.ts'
import { startRedis } from '../redis-server.fixture.ts'
import { redisReplays } from '../replays/redis-replays.ts'
import { redisRevocations } from '../revocations/redis-revocations.ts'
import { createReplica } from '../tokens/share.fixture.ts'

const life = 3600
const now = Math.floor(Date.now() / 1000)

/** The rules that the README tells operators to set. */
async function rulesOfReadme(): Promise<string[]> {
  const readme = await readFile(join(import.meta.dirname, '../../README.md'), 'utf8')
  const [, rules = ''] = /An ACL for it: `([^`]+)`/.exec(readme) ?? []
  return rules.split(' ')
}

it('the ACL of the README is enough', async () => {
  await using redis = await startRedis()
  await using admin = await connect(redis.url)
  const rules = await rulesOfReadme()
  expect(rules.length).toBeGreaterThan(10)
  await admin.command('ACL', 'SETUSER', 'caefetch', 'on', '>a-password', ...rules)
  const client = createClient({ url: redis.url, username: 'caefetch', password: 'a-password' })
  client.on('error', () => {})
  await client.connect()
  try {
    const replica = createReplica(client)
    const { token } = await replica.getToken()
    await vi.waitFor(async () => expect(await admin.command('KEYS', '*:lease')).toEqual([]))
    expect((await createReplica(client).getToken()).token).toBe(token)
    expect(replica.problems).toEqual([])
    const onProblem = vi.fn()
    await using store = await redisRevocations({ client, onProblem })
    await store.raise({ oid: 'a-user' }, now, now + life)
    await using other = await redisRevocations({ client, onProblem })
    expect(other.latest({ oid: 'a-user' })).toBe(now)
    const codes = onProblem.mock.calls.map(([{ code }]) => code)
    expect(new Set(codes)).toEqual(new Set(['revocations_not_durable']))
    const replays = redisReplays({ client })
    const event = { issuer: 'https://transmitter.test/', jti: 'event-1' }
    expect(await replays.claim(event, 1000)).toBe('claimed')
    await replays.release(event)
    expect(await replays.claim(event, 1000)).toBe('claimed')
    await replays.confirm(event, now + life)
    await expect(client.get('another key')).rejects.toThrow(/NOPERM/)
  } finally {
    client.destroy()
  }
})
