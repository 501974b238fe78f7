import { ConfigurationError } from '@caefetch/core'
import { createRevocations, type RevokedSubject } from '@caefetch/resource'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { clients, connect, type TestClient } from '../clients.fixture.ts'
import { startRedis, type TestRedis } from '../redis-server.fixture.ts'
import type { RevocationsProblem } from './problems.ts'
import { type RedisRevocationsOptions, redisRevocations } from './redis-revocations.ts'

const log = '{caefetch:revocations}:log'
const now = Math.floor(Date.now() / 1000)
const life = 104_400
const user = { tid: 'a-tenant', oid: 'a-user' }
const users = (count: number): RevokedSubject[] =>
  Array.from({ length: count }, (_, number) => ({ tid: 'a-tenant', oid: `user-${number}` }))

let stack: AsyncDisposableStack
let redis: TestRedis
let connection: TestClient
let problems: RevocationsProblem[]
const codes = () => problems.map(({ code }) => code)
const command = (...words: string[]): Promise<unknown> => connection.command(...words)

async function open(args: string[] = []): Promise<void> {
  stack = new AsyncDisposableStack()
  problems = []
  redis = stack.use(await startRedis(args))
  connection = stack.use(await connect(redis.url))
}
beforeEach(() => open())
afterEach(() => stack.disposeAsync())

async function startReplica(options: Partial<RedisRevocationsOptions> = {}) {
  const { client } = stack.use(await connect(redis.url))
  const onProblem = (problem: RevocationsProblem) => problems.push(problem)
  // A machine that is busy with other tests is slow to answer.
  return stack.use(await redisRevocations({ client, onProblem, timeout: 5000, ...options }))
}

/** A connection that a client has made for somebody who follows. */
interface Duplicate {
  sendCommand(args: string[]): Promise<unknown>
}

type Replica = Awaited<ReturnType<typeof startReplica>>

const expectRevoked = (replica: Replica, subject: RevokedSubject, cutoff = now): Promise<void> =>
  vi.waitFor(() => expect(replica.latest(subject)).toBe(cutoff), { timeout: 10_000, interval: 5 })

const expectDown = (replica: Replica): Promise<void> =>
  vi.waitFor(() => expect(() => replica.latest(user)).toThrow(/not been heard of/), {
    timeout: 10_000,
    interval: 20,
  })

describe('a revocation', () => {
  it('is in force on every replica, at once on the one that accepted it', async () => {
    const replicas = await Promise.all(Array.from({ length: 4 }, () => startReplica()))
    const [first] = replicas
    const accepted = first?.raise(user, now, now + life)
    expect(first?.latest(user)).toBe(now)
    await accepted
    for (const replica of replicas) await expectRevoked(replica, user)
    expect(first?.latest({ tid: 'a-tenant', oid: 'another' })).toBeUndefined()
  })

  it.each<RevokedSubject>([
    { tid: 't' },
    { sid: 's' },
    { azp: 'a' },
    { uti: 'u' },
    { tid: 't', azp: 'a', oid: 'o', sid: 's', uti: 'u' },
  ])('of %j is read as it was written', async (subject) => {
    const [one, other] = [await startReplica(), await startReplica()]
    await one.raise(subject, now, now + life)
    await expectRevoked(other, { tid: 't', azp: 'a', oid: 'o', sid: 's', uti: 'u' })
  })

  it('only rises, in whatever order it is heard of', async () => {
    const [one, other] = [await startReplica(), await startReplica()]
    await one.raise(user, now, now + life)
    await one.raise(user, now - 50, now - 50 + life)
    await one.raise({ tid: 'another' }, now, now + life)
    await expectRevoked(other, { tid: 'another' })
    expect(other.latest(user)).toBe(now)
  })

  it('by a clock that is ahead counts until now', async () => {
    const [one, other] = [await startReplica(), await startReplica()]
    await one.raise(user, now + 5000, now + 5000 + life)
    await vi.waitFor(() => expect(other.latest(user)).toBeDefined())
    expect(other.latest(user)).toBeLessThanOrEqual(Date.now() / 1000)
  })
})

describe('a token of the second of a revocation', () => {
  it('is told apart from one that was issued after it, on the other replicas too', async () => {
    const [one, other] = [await startReplica(), await startReplica()]
    const revocations = createRevocations({ store: other, whenDown: 'refuse' })
    let second = 0
    // What is to fall in one second does so sooner or later.
    await vi.waitFor(async () => {
      second = Math.floor(Date.now() / 1000)
      const stamp = { tid: 'a-tenant', oid: `user-${performance.now()}`, iat: second }
      expect(revocations.revokedAt({ ...stamp, uti: 'old' })).toBeUndefined()
      await one.raise({ tid: stamp.tid, oid: stamp.oid }, second, second + life)
      await expectRevoked(other, stamp, second)
      expect(revocations.revokedAt({ ...stamp, uti: 'old' })).toBe(second)
      expect(revocations.revokedAt({ ...stamp, uti: 'new' })).toBeUndefined()
      expect(Math.floor(Date.now() / 1000)).toBe(second)
    }, 10_000)
  })
})

describe('a replica that starts', () => {
  it.each([0, 1, 1000, 1001, 3500])('has read all %i revocations', async (count) => {
    const first = await startReplica()
    await Promise.all(users(count).map((subject) => first.raise(subject, now, now + life)))
    const second = await startReplica()
    for (const subject of users(count)) expect(second.latest(subject)).toBe(now)
  })

  it('passes over what has expired', async () => {
    const first = await startReplica()
    await first.raise(user, now - life - 5, now - 5)
    const second = await startReplica()
    expect(second.latest(user)).toBeUndefined()
  })

  it('is not started while Redis does not answer', async () => {
    const { client } = connection
    await redis.kill()
    await expect(redisRevocations({ client, startTimeout: 300, onProblem() {} })).rejects.toThrow(
      /300 ms/,
    )
  })

  it('says what Redis is not set up for', async () => {
    await command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru')
    await startReplica()
    await vi.waitFor(() =>
      expect(codes()).toEqual(['revocations_not_durable', 'revocations_may_be_evicted']),
    )
  })
})

describe('a replica that is cut off', () => {
  it('counts the store as down, and has caught up when it is back', async () => {
    const replica = await startReplica({ staleAfter: 400, timeout: 200 })
    const revocations = createRevocations({ store: replica, whenDown: 'refuse' })
    const lenient = createRevocations({ store: replica, whenDown: 'allow' })
    await replica.raise({ sid: 'ended' }, now, now + life)
    redis.freeze()
    await expectDown(replica)
    const ended = { ...user, sid: 'ended', iat: now - 60 }
    expect(lenient.revokedAt(ended)).toBe(now)
    expect(revocations.revokedAt(ended)).toBe(now)
    expect(() => revocations.revokedAt({ ...user, iat: now - 60 })).toThrow()
    expect(lenient.revokedAt({ ...user, iat: now - 60 })).toBeUndefined()
    redis.thaw()
    const other = await startReplica()
    await other.raise(user, now - 10, now + life)
    await expectRevoked(replica, user, now - 10)
    expect(revocations.revokedAt({ ...user, iat: now - 60 })).toBe(now - 10)
  })

  it('refuses what it is told to revoke, and holds to it', async () => {
    const replica = await startReplica({ staleAfter: 400, timeout: 200 })
    const revocations = createRevocations({ store: replica, whenDown: 'allow' })
    redis.freeze()
    await expect(revocations.revoke(user, now - 10)).rejects.toThrow(/200 ms/)
    redis.thaw()
    await expectRevoked(replica, user, now - 10)
    await vi.waitFor(() => expect(revocations.revoke(user, now - 10)).resolves.toBeUndefined(), {
      timeout: 5000,
    })
  })

  it('does not wait for server replicas that are not there', async () => {
    const replica = await startReplica({ serverReplicas: 1, timeout: 2000 })
    await expect(replica.raise(user, now, now + life)).rejects.toThrow(/too few/)
  })
})

describe('a Redis that', () => {
  it('keeps an append-only file loses nothing when it is killed', async () => {
    await stack.disposeAsync()
    await open(['--appendonly', 'yes', '--appendfsync', 'always'])
    const [writer, ...old] = await Promise.all([1, 2, 3].map(() => startReplica()))
    const accepted = new Set<RevokedSubject>()
    // Some at a time, so that it dies in the middle of them.
    const left = users(1000)
    const revoke = async (): Promise<void> => {
      for (let subject = left.pop(); subject; subject = left.pop()) {
        await writer?.raise(subject, now, now + life)
        accepted.add(subject)
        if (accepted.size === 500) await redis.kill()
      }
    }
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, revoke))
    expect(outcomes.map(({ status }) => status)).toContain('rejected')
    expect(accepted.size).toBeGreaterThanOrEqual(500)
    expect(accepted.size).toBeLessThan(1000)
    await redis.start()
    const late = await vi.waitFor(() => startReplica(), { timeout: 10_000 })
    for (const subject of accepted) expect(late.latest(subject)).toBe(now)
    for (const replica of old) {
      for (const subject of accepted) await expectRevoked(replica, subject)
    }
    expect(codes()).not.toContain('revocations_lost')
  }, 30_000)

  it('keeps nothing is told again what the replicas know', async () => {
    const replicas = [await startReplica(), await startReplica()]
    const subjects = users(1200)
    await Promise.all(subjects.map((subject) => replicas[0]?.raise(subject, now, now + life)))
    for (const replica of replicas) await expectRevoked(replica, { ...subjects.at(-1) })
    await redis.kill()
    await redis.start()
    await vi.waitFor(() => expect(codes()).toContain('revocations_lost'), { timeout: 10_000 })
    await vi.waitFor(
      async () => expect(await connection.command('XLEN', log)).toBeGreaterThanOrEqual(1200),
      { timeout: 10_000 },
    )
    const late = await startReplica()
    for (const subject of subjects) expect(late.latest(subject)).toBe(now)
  })

  it('is emptied is told again, while it runs', async () => {
    const replica = await startReplica()
    await replica.raise(user, now, now + life)
    await expectRevoked(replica, user)
    // Read from Redis as well, not only known from raising it.
    await vi.waitFor(async () => expect(await command('XLEN', log)).toBe(1))
    const other = await startReplica()
    await command('FLUSHALL')
    await other.raise({ tid: 'another' }, now, now + life)
    await vi.waitFor(async () => expect(await command('XLEN', log)).toBeGreaterThanOrEqual(2), {
      timeout: 10_000,
    })
    const late = await startReplica()
    expect(late.latest(user)).toBe(now)
    expect(late.latest({ tid: 'another' })).toBe(now)
  })

  it('is emptied, and takes nothing for a while, is told again when it does', async () => {
    const one = await startReplica()
    await one.raise(user, now, now + life)
    await command('CONFIG', 'SET', 'maxmemory', '1')
    await command('FLUSHALL')
    await vi.waitFor(() => expect(codes()).toContain('revocations_unavailable'), 10_000)
    await command('CONFIG', 'SET', 'maxmemory', '0')
    await vi.waitFor(async () => expect(await command('XLEN', log)).toBe(1), 10_000)
    await expectRevoked(await startReplica(), user)
  })

  it('loses what was accepted before anybody has read it is told again', async () => {
    const { client } = stack.use(await connect(redis.url))
    let isHeld = false
    const followers: Duplicate[] = []
    const duplicate = () => {
      const follower = Object(client).duplicate() as Duplicate
      const send = follower.sendCommand.bind(follower)
      // Nothing that is added is heard of.
      follower.sendCommand = (args) =>
        isHeld && args[0] === 'XREAD' ? new Promise(() => {}) : send(args)
      followers.push(follower)
      return follower
    }
    const deaf = new Proxy(Object(client), {
      get: (target, name) => {
        const value = Reflect.get(target, name)
        return name === 'duplicate'
          ? duplicate
          : typeof value === 'function'
            ? value.bind(target)
            : value
      },
    })
    isHeld = false
    const one = await startReplica({ client: deaf, timeout: 300 })
    isHeld = true
    // The read that is under way may still hear of it; the next one hears nothing.
    await vi.waitFor(() => expect(followers.length).toBeGreaterThan(1), 10_000)
    await one.raise(user, now, now + life)
    await command('FLUSHALL')
    isHeld = false
    await expectRevoked(await startReplica(), user)
    expect(codes()).toContain('revocations_lost')
  })

  it('has what nobody here has written is read past it', async () => {
    await command('XADD', log, '*', 'junk', 'junk')
    await command('XADD', log, '*', 'o', 'x', 'c', 'never', 'x', '9')
    await command('XADD', log, '*', 'o', 'x'.repeat(300), 'c', '1', 'x', '9999999999')
    await command(
      'XADD',
      log,
      '*',
      'o',
      'a-user',
      'c',
      `${now}`,
      'x',
      `${now + life}`,
      'later',
      '1',
    )
    const replica = await startReplica()
    expect(replica.latest({ oid: 'a-user' })).toBe(now)
    expect(codes()).toContain('revocations_unreadable')
  })

  it('has another value in place of the log counts as down', async () => {
    const replica = await startReplica({ staleAfter: 400 })
    await command('SET', log, 'junk')
    await expectDown(replica)
    expect(problems.map(({ message }) => message).join()).toMatch(/\(WRONGTYPE\)/)
    await command('DEL', log)
    await replica.raise(user, now, now + life)
    await expectRevoked(replica, user)
  })

  it('forgets what no token can need any more', async () => {
    for (let entry = 1; entry <= 1000; entry++) {
      await command('XADD', log, `${entry}-1`, 'o', 'a-user', 'c', '1', 'x', '2')
    }
    const replica = await startReplica()
    await replica.raise(user, now, now + life)
    expect(await command('XLEN', log)).toBeLessThanOrEqual(100)
    expect(replica.latest(user)).toBe(now)
  })
})

describe('disposing', () => {
  it('ends the connection that follows, and leaves the client alone', async () => {
    const { client } = connection
    const count = async () =>
      String(await command('CLIENT', 'LIST'))
        .trim()
        .split('\n').length
    const before = await count()
    const replica = await redisRevocations({ client, onProblem() {}, timeout: 5000 })
    expect(await count()).toBe(before + 1)
    await replica[Symbol.asyncDispose]()
    await vi.waitFor(async () => expect(await count()).toBe(before))
    expect(await command('PING')).toBe('PONG')
  })
})

describe('options', () => {
  it.each<[string, object]>([
    ['a staleAfter of nothing', { staleAfter: 0 }],
    ['a negative number of replicas', { serverReplicas: -1 }],
    ['a life that is no number', { maxTokenLife: Number.NaN }],
  ])('cannot be %s', async (_name, options) => {
    const { client } = connection
    await expect(redisRevocations({ client, ...options })).rejects.toThrow(ConfigurationError)
  })
})

describe.each(clients)('with %s', (_name, connectClient) => {
  it('revocations are written, read, missed and caught up with', async () => {
    const { client } = stack.use(await connectClient(redis.url))
    const options = { client, onProblem() {}, staleAfter: 400, timeout: 1000 }
    const replica = stack.use(await redisRevocations(options))
    const other = await startReplica()
    await other.raise(user, now - 10, now + life)
    await expectRevoked(replica, user, now - 10)
    await replica.raise(user, now, now + life)
    await expectRevoked(other, user)
    redis.freeze()
    await expectDown(replica)
    redis.thaw()
    await vi.waitFor(() => other.raise({ tid: 'another' }, now, now + life))
    await expectRevoked(replica, { tid: 'another' })
  })
})
