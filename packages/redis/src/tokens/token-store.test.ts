import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createCommands } from '../client/commands.ts'
import { connectionOf } from '../client/connection.ts'
import { connect, type TestClient } from '../clients.fixture.ts'
import { startRedis, type TestRedis } from '../redis-server.fixture.ts'
import { entryOf } from './entry.ts'
import { createSeal } from './seal.ts'
import { sealingKeys } from './secrets.ts'
import { daemon, issueToken, secret } from './share.fixture.ts'
import { createTokenStore } from './token-store.ts'

let redis: TestRedis
let connection: TestClient
const entry = entryOf('caefetch', daemon)

beforeAll(async () => {
  redis = await startRedis()
  connection = await connect(redis.url)
})
beforeEach(() => connection.command('FLUSHALL'))
afterAll(async () => {
  await connection[Symbol.asyncDispose]()
  await redis[Symbol.asyncDispose]()
})

function createStore(rejectedToken?: string) {
  const commands = createCommands(connectionOf(connection.client), 1000)
  return createTokenStore(commands, createSeal(sealingKeys([secret])), entry, rejectedToken)
}

describe('a holder whose lease has ended', () => {
  const endLease = () => connection.command('DEL', entry.lease)

  it('does not replace the token of the next holder', async () => {
    const [slow, next] = [createStore(), createStore()]
    expect(await slow.take()).toEqual({ state: 'lease' })
    await endLease()
    expect(await next.take()).toEqual({ state: 'lease' })
    const newer = issueToken()
    await next.put(newer)
    await slow.put(issueToken())
    expect(await createStore().take()).toMatchObject({ access: { token: newer.token } })
  })

  it('does not keep, or end, the lease of the next holder', async () => {
    const [slow, next, other] = [createStore(), createStore(), createStore()]
    await slow.take()
    await endLease()
    await next.take()
    await slow.release('take turns')
    await slow.release('ask at once')
    await connection.command('PEXPIRE', entry.lease, '500')
    await slow.keep()
    expect(await connection.command('PTTL', entry.lease)).toBeLessThanOrEqual(500)
    expect(await other.take()).toEqual({ state: 'wait' })
  })

  it('is of use while the next holder still asks, who then has the last word', async () => {
    const [slow, next] = [createStore(), createStore()]
    await slow.take()
    await endLease()
    await next.take()
    const [early, late] = [issueToken(), issueToken()]
    await slow.put(early)
    expect(await createStore().take()).toMatchObject({ access: { token: early.token } })
    await next.put(late)
    expect(await createStore().take()).toMatchObject({ access: { token: late.token } })
  })

  it('never held one, publishes where nothing is, and replaces nothing', async () => {
    const [first, second] = [issueToken(), issueToken()]
    await createStore().put(first)
    await createStore().put(second)
    expect(await createStore().take()).toMatchObject({ access: { token: first.token } })
  })
})

describe('a lease', () => {
  it('is given again to who asks again: the answer may have been lost', async () => {
    const store = createStore()
    expect(await store.take()).toEqual({ state: 'lease' })
    expect(await store.take()).toEqual({ state: 'lease' })
  })

  it('ends by itself', async () => {
    await createStore().take()
    expect(await connection.command('PTTL', entry.lease)).toBeLessThanOrEqual(1000)
    expect(await connection.command('PTTL', entry.lease)).toBeGreaterThan(0)
  })

  it('ends with a token that is good for no time', async () => {
    const store = createStore()
    await store.take()
    await store.put(issueToken({ expiresOn: Date.now() - 1 }))
    expect(await connection.command('DBSIZE')).toBe(0)
  })
})
