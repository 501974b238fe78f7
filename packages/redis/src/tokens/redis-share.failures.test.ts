import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { RedisClient } from '../client/client.ts'
import { connect, type TestClient } from '../clients.fixture.ts'
import { startRedis, type TestRedis } from '../redis-server.fixture.ts'
import { askedBy, createReplica, issueToken, type Replica } from './share.fixture.ts'

// Whatever becomes of Redis: each replica asks for itself, one problem is told, no call fails because
// of it, and none waits for long (the figures are in test/bench/fleet).

let redis: TestRedis
let connections: TestClient[]
let replicas: Replica[]
const administer = (...words: string[]): Promise<unknown> | undefined =>
  connections.at(-1)?.command(...words)

beforeEach(async () => {
  redis = await startRedis()
  connections = await Promise.all(Array.from({ length: 4 }, () => connect(redis.url)))
  replicas = connections.slice(0, 3).map(({ client }) => createReplica(client, { timeout: 500 }))
})
afterEach(async () => {
  for (const connection of connections) await connection[Symbol.asyncDispose]()
  await redis[Symbol.asyncDispose]()
})

/** Asks for a token on every replica, and expects that each got its own. */
async function expectEachAsks(request: { rejectedToken?: string } = {}): Promise<void> {
  const before = askedBy(replicas)
  const answers = await Promise.all(replicas.map(({ getToken }) => getToken(request)))
  expect(new Set(answers.map(({ token }) => token)).size).toBe(3)
  expect(askedBy(replicas) - before).toBe(3)
}

async function expectOneProblem(pattern: RegExp): Promise<void> {
  for (const replica of replicas) {
    await vi.waitFor(() => expect(replica.problems).toHaveLength(1))
    expect(replica.problems[0]?.code).toBe('share_unavailable')
    expect(replica.problems[0]?.message).toMatch(pattern)
    expect(replica.problems[0]?.message).not.toContain('secret-token')
  }
}

describe('a Redis that', () => {
  it('is down', async () => {
    await redis.kill()
    await expectEachAsks()
    await expectEachAsks({ rejectedToken: 'a' })
    await expectOneProblem(/not connected|Closed|not answered/)
  })

  it('hangs', async () => {
    redis.freeze()
    await expectEachAsks()
    await expectOneProblem(/has not answered within 500 ms/)
    // It is left alone for a second, and not waited for again.
    await expectEachAsks({ rejectedToken: 'a' })
    redis.thaw()
    await expectOneProblem(/500 ms/)
  })

  it('is slow', async () => {
    await administer('CLIENT', 'PAUSE', '3000', 'ALL')
    await expectEachAsks()
    await expectOneProblem(/has not answered within 500 ms/)
  })

  it('is full', async () => {
    await administer('CONFIG', 'SET', 'maxmemory', '1')
    await expectEachAsks()
    await expectOneProblem(/\(OOM\)/)
  })

  it('is read-only', async () => {
    await administer('REPLICAOF', '127.0.0.1', '1')
    await expectEachAsks()
    await expectOneProblem(/\((READONLY|MASTERDOWN)\)/)
  })

  it('does not let its user do this', async () => {
    await administer('ACL', 'SETUSER', 'default', '-eval')
    await expectEachAsks()
    await expectOneProblem(/\(NOPERM\)/)
  })

  it('is emptied while a replica asks goes on to serve', async () => {
    const [holder, ...others] = replicas
    const asked = Promise.withResolvers<void>()
    const answer = Promise.withResolvers<void>()
    const first = holder?.getToken({}, () => {
      asked.resolve()
      return answer.promise.then(() => issueToken())
    })
    await asked.promise
    await administer('FLUSHALL')
    answer.resolve()
    const { token } = (await first) ?? {}
    await vi.waitFor(async () => expect(await administer('DBSIZE')).toBe(1))
    for (const other of others) expect((await other.getToken()).token).toBe(token)
    expect(askedBy(replicas)).toBe(1)
  })

  it('is killed while replicas wait', async () => {
    const [holder, ...others] = replicas
    const asked = Promise.withResolvers<void>()
    const answer = Promise.withResolvers<void>()
    const first = holder?.getToken({}, () => {
      asked.resolve()
      return answer.promise.then(() => issueToken())
    })
    await asked.promise
    const waiting = others.map(({ getToken }) => getToken())
    await redis.kill()
    await Promise.all(waiting)
    expect(askedBy(replicas)).toBe(3)
    answer.resolve()
    expect((await first)?.token).toMatch(/^secret-token/)
  })

  it('comes back serves again', async () => {
    await redis.kill()
    await expectEachAsks()
    await redis.start()
    await vi.waitFor(
      async () => {
        const answers = await Promise.all(
          replicas.map(({ getToken }) => getToken({ rejectedToken: 'another' })),
        )
        expect(new Set(answers.map(({ token }) => token)).size).toBe(1)
      },
      { timeout: 10_000, interval: 50 },
    )
  })
})

describe('junk', () => {
  async function corrupt(change: (keys: { token: string; lease: string }) => Promise<unknown>) {
    const { token: rejectedToken } = (await replicas[0]?.getToken()) ?? {}
    await vi.waitFor(async () => expect(await administer('KEYS', '*:token')).toHaveLength(1))
    const [token = ''] = (await administer('KEYS', '*:token')) as string[]
    await change({ token, lease: token.replace(/token$/, 'lease') })
    return rejectedToken
  }

  it('of another type lets each ask for itself', async () => {
    await corrupt(async ({ token }) => {
      await administer('DEL', token)
      await administer('SET', token, 'junk')
    })
    await expectEachAsks()
    await expectOneProblem(/\(WRONGTYPE\)/)
  })

  it.each<[string, string]>([
    ['a text', 'junk'],
    ['no text', ''],
    ['half a token', 'v1.AAAAAAAA.AAAA'],
    ['another version', 'v9.x.y'],
  ])('in place of the token, %s, is asked over by one', async (_name, junk) => {
    await corrupt(({ token }) => Promise.resolve(administer('HSET', token, 'c', junk)))
    const before = askedBy(replicas)
    const answers = await Promise.all(replicas.map(({ getToken }) => getToken()))
    expect(new Set(answers.map(({ token }) => token)).size).toBe(1)
    expect(askedBy(replicas) - before).toBe(1)
  })

  it('for a fingerprint does not bring the refused token back', async () => {
    const rejectedToken = await corrupt(({ token }) =>
      Promise.resolve(administer('HSET', token, 'f', 'junk')),
    )
    const access = await replicas[1]?.getToken({ rejectedToken })
    expect(access?.token).not.toBe(rejectedToken)
    expect(access?.fromCache).toBeUndefined()
  })

  it('for a time to live does not make a token last', async () => {
    await corrupt(({ token }) => Promise.resolve(administer('PERSIST', token)))
    expect((await replicas[1]?.getToken())?.fromCache).toBeUndefined()
  })

  it('for a lease, without an end, holds nobody up', async () => {
    const rejectedToken = await corrupt(({ lease }) =>
      Promise.resolve(administer('SET', lease, 'x')),
    )
    const access = await replicas[1]?.getToken({ rejectedToken })
    expect(access?.fromCache).toBeUndefined()
    expect(replicas[1]?.problems).toEqual([])
  })

  it.each<[string, unknown]>([
    ['nothing', null],
    ['a number', 7],
    ['an object', {}],
    ['too little', ['token']],
    ['another word', ['yes', '', '', '']],
  ])('for an answer, %s, lets the replica ask for itself', async (_name, reply) => {
    const client: RedisClient = {
      isReady: true,
      sendCommand: async () => reply,
      duplicate: () => {
        throw new Error('There is no other.')
      },
    }
    const replica = createReplica(client)
    expect((await replica.getToken()).fromCache).toBeUndefined()
    expect(replica.problems.map(({ code }) => code)).toEqual(['share_unavailable'])
  })
})
