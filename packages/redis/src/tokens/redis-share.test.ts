import { ConfigurationError } from '@caefetch/core'
import { createClientPool } from 'redis'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { connect, type TestClient } from '../clients.fixture.ts'
import { startRedis, type TestRedis } from '../redis-server.fixture.ts'
import { redisShare } from './redis-share.ts'
import {
  askedBy,
  createReplica,
  createSecret,
  issueToken,
  type Replica,
  secret,
} from './share.fixture.ts'

let redis: TestRedis
let connections: TestClient[]
const use = (index: number): TestClient => {
  const connection = connections[index]
  if (!connection) throw new Error('There are eight.')
  return connection
}
const command = (...words: string[]): Promise<unknown> => use(0).command(...words)
const startReplicas = (count = 8): Replica[] =>
  connections.slice(0, count).map(({ client }) => createReplica(client))
const tokensOf = (answers: { token: string }[]): Set<string> =>
  new Set(answers.map(({ token }) => token))

beforeAll(async () => {
  redis = await startRedis()
  connections = await Promise.all(Array.from({ length: 8 }, () => connect(redis.url)))
})
beforeEach(() => command('FLUSHALL'))
afterAll(async () => {
  for (const connection of connections) await connection[Symbol.asyncDispose]()
  await redis[Symbol.asyncDispose]()
})

describe('a token request of eight replicas', () => {
  it('is one', async () => {
    const replicas = startReplicas()
    const answers = await Promise.all(replicas.map(({ getToken }) => getToken()))
    expect(tokensOf(answers).size).toBe(1)
    expect(askedBy(replicas)).toBe(1)
    expect(answers.filter(({ fromCache }) => fromCache)).toHaveLength(7)
  })

  it('is one more when the token is rejected, and one for a replica that lags behind none', async () => {
    const replicas = startReplicas()
    const [first] = await Promise.all(replicas.map(({ getToken }) => getToken()))
    const rejectedToken = first?.token
    const answers = await Promise.all(
      replicas.slice(1).map(({ getToken }) => getToken({ rejectedToken })),
    )
    expect(tokensOf(answers).size).toBe(1)
    expect(tokensOf(answers)).not.toContain(rejectedToken)
    const late = await replicas[0]?.getToken({ rejectedToken })
    expect(late?.token).toBe(answers[0]?.token)
    expect(askedBy(replicas)).toBe(2)
  })

  it('is one in a process with several users of the share', async () => {
    const replica = createReplica(use(0).client)
    const answers = await Promise.all(Array.from({ length: 5 }, () => replica.getToken()))
    expect(tokensOf(answers).size).toBe(1)
    expect(replica.asked).toBe(1)
  })

  it('tells how long the token is good for, whatever the clock of the other says', async () => {
    const [writer, reader] = startReplicas(2)
    await writer?.getToken({}, async () => {
      const expiresOn = Date.now() + 3_600_000
      return issueToken({
        tokenType: 'PoP',
        accountId: 'a',
        expiresOn,
        refreshOn: expiresOn - 900_000,
      })
    })
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 50_000_000 })
    const access = await reader?.getToken()
    const left = (access?.expiresOn ?? 0) - Date.now()
    vi.useRealTimers()
    expect(access).toMatchObject({ tokenType: 'PoP', accountId: 'a', fromCache: true })
    expect(left).toBeGreaterThan(3_590_000)
    expect(left).toBeLessThanOrEqual(3_600_000)
    expect((access?.expiresOn ?? 0) - (access?.refreshOn ?? 0)).toBe(900_000)
  })

  it('is repeated when the token has expired', async () => {
    const [one, other] = startReplicas(2)
    await one?.getToken({}, async () => issueToken({ expiresOn: Date.now() + 5 }))
    await vi.waitFor(async () => expect(await command('DBSIZE')).toBe(0))
    await other?.getToken()
    expect(other?.asked).toBe(1)
  })
})

describe('tokens for others', () => {
  it.each([
    ['client', { client: 'another' }],
    ['account', { accountId: 'another' }],
    ['set of scopes', { scopes: ['api://orders/.default', 'another'] }],
  ])('are not given to another %s', async (_name, other) => {
    const [one, two] = startReplicas(2)
    const mine = await one?.getToken()
    const theirs = await two?.getToken(other)
    expect(two?.asked).toBe(1)
    expect(theirs?.token).not.toBe(mine?.token)
  })

  it('are the same for scopes in another order', async () => {
    const [one, two] = startReplicas(2)
    await one?.getToken({ scopes: ['a', 'b'] })
    await two?.getToken({ scopes: ['b', 'a'] })
    expect(two?.asked).toBe(0)
  })

  it('do not open where somebody has moved them to', async () => {
    const [one, two] = startReplicas(2)
    await one?.getToken()
    const [from] = (await command('KEYS', '*:token')) as string[]
    await two?.getToken({ accountId: 'another' })
    const keys = (await command('KEYS', '*:token')) as string[]
    const to = keys.find((key) => key !== from)
    await command('COPY', String(from), String(to), 'REPLACE')
    const [, third] = startReplicas(2)
    const access = await third?.getToken({ accountId: 'another' })
    expect(access?.fromCache).toBeUndefined()
    expect(third?.problems.map(({ code }) => code)).toEqual(['share_unreadable'])
  })

  it('stand nowhere in Redis in the clear, nor does what they are for', async () => {
    const [replica] = startReplicas(1)
    const access = await replica?.getToken({ accountId: 'an-account' })
    await vi.waitFor(async () => expect(await command('KEYS', '*:token')).toHaveLength(1))
    const keys = (await command('KEYS', '*')) as string[]
    const contents = await Promise.all(keys.map((key) => command('HGETALL', key)))
    const text = JSON.stringify([keys, contents])
    expect(keys[0]).toMatch(/^\{caefetch:[\w-]{43}\}:token$/)
    for (const word of [access?.token, 'an-account', 'api://orders', 'login.contoso', 'a-client']) {
      expect(text).not.toContain(word)
      expect(text).not.toContain(Buffer.from(String(word)).toString('base64').slice(0, -3))
    }
  })
})

describe('secrets', () => {
  it('that differ let each replica ask for itself', async () => {
    const [mine, others] = [
      createReplica(use(0).client),
      createReplica(use(1).client, { secrets: [createSecret()] }),
    ]
    const first = await mine.getToken()
    await vi.waitFor(async () => expect(await command('KEYS', '*:token')).toHaveLength(1))
    const second = await others.getToken()
    expect(second.token).not.toBe(first.token)
    expect(others.problems.map(({ code }) => code)).toEqual(['share_unreadable'])
    expect(JSON.stringify(others.problems)).not.toContain(first.token)
  })

  it('change without a token request', async () => {
    const next = createSecret()
    const rollout = [[secret], [secret, next], [next, secret], [next]]
    const replicas = rollout.map((secrets, index) => createReplica(use(index).client, { secrets }))
    let rejectedToken: string | undefined
    for (const [index, replica] of replicas.slice(0, 3).entries()) {
      // Old and new replicas run side by side, and whichever of them asks, both read it.
      const sides = [replica, replicas[index + 1]]
      for (const asker of [...sides, ...sides.toReversed()]) {
        const { token } = (await asker?.getToken({ rejectedToken })) ?? {}
        await vi.waitFor(async () => expect(await command('KEYS', '*:lease')).toEqual([]))
        for (const side of sides) expect((await side?.getToken())?.token).toBe(token)
        rejectedToken = token
      }
    }
    expect(askedBy(replicas)).toBe(12)
    expect(replicas.flatMap(({ problems }) => problems)).toEqual([])
  })
})

describe('whoever asks', () => {
  it('is waited for as long as it keeps its lease', async () => {
    const [holder, other] = startReplicas(2)
    const answer = Promise.withResolvers<void>()
    const first = holder?.getToken({}, () => answer.promise.then(() => issueToken()))
    const lease = await vi.waitFor(async () => {
      const [key] = (await command('KEYS', '*:lease')) as string[]
      if (!key) throw new Error('There is no lease yet.')
      return key
    })
    const second = other?.getToken()
    let renewals = 0
    let left = 1000
    // Without being kept, the lease would have ended twice by then.
    await vi.waitFor(
      async () => {
        const now = Number(await command('PTTL', lease))
        if (now > left) renewals++
        left = now
        expect(renewals).toBeGreaterThan(6)
      },
      { timeout: 10_000, interval: 20 },
    )
    answer.resolve()
    expect((await first)?.token).toBe((await second)?.token)
    expect(other?.asked).toBe(0)
  })

  it('and fails leaves the others to ask at once, each with its own error', async () => {
    const replicas = startReplicas(4)
    const failures = await Promise.allSettled(
      replicas.map(({ getToken }, index) =>
        getToken({}, () => Promise.reject(new Error(`failure ${index}`))),
      ),
    )
    expect(
      failures.map((failure) => failure.status === 'rejected' && failure.reason.message),
    ).toEqual(['failure 0', 'failure 1', 'failure 2', 'failure 3'])
    expect(replicas.flatMap(({ problems }) => problems)).toEqual([])
  })

  it('and gives up lets the next one ask', async () => {
    const [holder, other] = startReplicas(2)
    const controller = new AbortController()
    const asked = Promise.withResolvers<void>()
    const given = holder?.getToken({ signal: controller.signal }, () => {
      asked.resolve()
      return new Promise((_resolve, reject) =>
        controller.signal.addEventListener('abort', () => reject(controller.signal.reason)),
      )
    })
    await asked.promise
    const next = other?.getToken()
    controller.abort(new Error('enough'))
    await expect(given).rejects.toThrow('enough')
    expect((await next)?.token).toMatch(/^secret-token/)
    expect(other?.asked).toBe(1)
  })

  it('does not keep those who give up', async () => {
    const [holder, other] = startReplicas(2)
    const answer = Promise.withResolvers<void>()
    const asked = Promise.withResolvers<void>()
    const first = holder?.getToken({}, () => {
      asked.resolve()
      return answer.promise.then(() => issueToken())
    })
    await asked.promise
    const controller = new AbortController()
    const waiting = other?.getToken({ signal: controller.signal })
    const inLine = other?.getToken({ signal: controller.signal })
    controller.abort(new Error('enough'))
    const reason = { status: 'rejected', reason: controller.signal.reason }
    expect(await Promise.allSettled([waiting, inLine])).toEqual([reason, reason])
    answer.resolve()
    await first
    expect(other?.asked).toBe(0)
  })
})

describe('options', () => {
  it.each<[string, object]>([
    ['no secrets', { secrets: [] }],
    ['a short secret', { secrets: ['c2hvcnQ='] }],
    ['a secret that is no text', { secrets: [7] }],
    ['secrets that are no list', { secrets: secret }],
    ['a prefix with a brace', { secrets: [secret], prefix: 'a{b' }],
    ['a timeout of nothing', { secrets: [secret], timeout: 0 }],
  ])('cannot be %s', (_name, options) => {
    const { client } = use(0)
    expect(() => redisShare({ client, ...options } as never)).toThrow(ConfigurationError)
  })

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a pool', createClientPool()],
    ['a URL', 'redis://127.0.0.1'],
  ])('cannot have %s for a client', (_name, client) => {
    expect(() => redisShare({ client: client as never, secrets: [secret] })).toThrow(
      /client must be/,
    )
  })

  it('never tell a secret', () => {
    const short = Buffer.from('a short secret').toString('base64')
    expect(() => redisShare({ client: use(0).client, secrets: [short] })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining(short) }),
    )
  })
})
