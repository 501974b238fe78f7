import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { authContext } from '../claims/auth-context.ts'
import {
  api,
  challenge,
  connect,
  createApi,
  createTokens,
  gate,
  nbf,
  ok,
  settle,
} from './parties.fixture.ts'

describe('the held token', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 1_000_000, toFake: ['Date'] }))
  afterEach(() => void vi.useRealTimers())

  it('serves a thousand calls after one request', async () => {
    const server = createApi(ok)
    const tokens = createTokens()
    const { caeFetch } = connect(tokens, server.fetch)
    await Promise.all(Array.from({ length: 500 }, () => caeFetch(api)))
    for (let i = 0; i < 500; i++) await caeFetch(api)
    expect(tokens.requests).toHaveLength(1)
    expect(new Set(server.tokens())).toEqual(new Set(['t1']))
  })

  it('is held for each set of scopes', async () => {
    const server = createApi(ok)
    const tokens = createTokens()
    const { caeFetch } = connect(tokens, server.fetch)
    await caeFetch(api)
    await caeFetch(api, { cae: { scopes: ['orders.write'] } })
    await caeFetch(api)
    expect(tokens.requests.map(({ scopes }) => scopes)).toEqual([['orders.read'], ['orders.write']])
    expect(server.tokens()).toEqual(['t1', 't2', 't1'])
  })

  it('is not given again to a call that it was refused to for its age', async () => {
    const c1 = authContext('c1')
    let isRevoked = false
    const renewed = gate()
    const tokens = createTokens(async (_, number) => {
      if (number === 2) void settle().then(renewed.open)
      return number === 1 ? { refreshOn: Date.now() + 1000 } : {}
    })
    const server = createApi(async ({ token }) => {
      if (token === 't3' || !isRevoked) return ok()
      await renewed.passed
      return challenge(token === 't1' ? nbf(1) : c1)
    })
    const { caeFetch } = connect(tokens, server.fetch)
    await caeFetch(api, { cae: { claims: c1 } })
    isRevoked = true
    vi.setSystemTime(Date.now() + 2000)
    expect((await caeFetch(api, { cae: { claims: c1 } })).status).toBe(200)
    expect(server.tokens()).toEqual(['t1', 't1', 't2', 't3'])
  })

  it('is replaced when it has expired', async () => {
    const server = createApi(ok)
    const { caeFetch } = connect(
      createTokens(() => ({ expiresOn: Date.now() + 1000 })),
      server.fetch,
    )
    await caeFetch(api)
    vi.setSystemTime(1_000_999)
    await caeFetch(api)
    vi.setSystemTime(1_001_000)
    await caeFetch(api)
    expect(server.tokens()).toEqual(['t1', 't1', 't2'])
  })

  it('is held for five minutes when its lifetime is unknown', async () => {
    const server = createApi(ok)
    const tokens = { getToken: vi.fn(async () => ({ token: 't' })) }
    const { caeFetch } = connect(tokens, server.fetch)
    await caeFetch(api)
    vi.setSystemTime(1_299_999)
    await caeFetch(api)
    expect(tokens.getToken).toHaveBeenCalledTimes(1)
    vi.setSystemTime(1_300_000)
    await caeFetch(api)
    expect(tokens.getToken).toHaveBeenCalledTimes(2)
  })

  it('is renewed in the background after refreshOn, without asking the user', async () => {
    const server = createApi(ok)
    const renewal = gate()
    const tokens = createTokens(async (_, number) => {
      if (number === 2) await renewal.passed
      return { refreshOn: Date.now() + 1000 }
    })
    const { caeFetch } = connect(tokens, server.fetch)
    await caeFetch(api)
    vi.setSystemTime(1_001_000)
    await caeFetch(api)
    await caeFetch(api)
    expect(server.tokens()).toEqual(['t1', 't1', 't1'])
    renewal.open()
    await settle()
    await caeFetch(api)
    expect(server.tokens().at(-1)).toBe('t2')
    expect(tokens.requests.map(({ interaction }) => interaction)).toEqual([undefined, 'none'])
  })

  it('survives a renewal that fails, which is tried again a minute later', async () => {
    const server = createApi(ok)
    const tokens = createTokens((_, number) => {
      if (number > 1) throw new Error('the network is down')
      return { refreshOn: Date.now() + 1000 }
    })
    const { caeFetch } = connect(tokens, server.fetch)
    await caeFetch(api)
    for (const time of [1_001_000, 1_002_000, 1_060_999]) {
      vi.setSystemTime(time)
      await caeFetch(api)
      await settle()
    }
    expect(tokens.requests).toHaveLength(2)
    vi.setSystemTime(1_061_000)
    await caeFetch(api)
    await settle()
    expect(tokens.requests).toHaveLength(3)
    expect(new Set(server.tokens())).toEqual(new Set(['t1']))
  })

  it('is not renewed at every call when the source keeps giving one that is due', async () => {
    const tokens = createTokens(() => ({ refreshOn: Date.now() - 1 }))
    const { caeFetch } = connect(tokens, createApi(ok).fetch)
    for (let i = 0; i < 5; i++) await caeFetch(api)
    expect(tokens.requests).toHaveLength(1)
  })

  it('is dropped when the account changes', async () => {
    let account = 'ada'
    const server = createApi(ok)
    const tokens = { ...createTokens(), accountId: () => account }
    const { caeFetch } = connect(tokens, server.fetch)
    await caeFetch(api)
    account = 'grace'
    await caeFetch(api)
    account = 'ada'
    await caeFetch(api)
    expect(server.tokens()).toEqual(['t1', 't2', 't3'])
  })

  it('never reaches the calls of another account, even if it comes after the change', async () => {
    let account = 'ada'
    const late = gate()
    const server = createApi(ok)
    const source = createTokens(async (_, number) => {
      if (number === 1) await late.passed
      return {}
    })
    const { caeFetch } = connect({ ...source, accountId: () => account }, server.fetch)
    const adas = caeFetch(`${api}ada`)
    await settle()
    account = 'grace'
    await caeFetch(`${api}grace`)
    late.open()
    await adas
    await caeFetch(`${api}grace`)
    expect(server.received.map(({ url, token }) => [url.slice(api.length), token])).toEqual([
      ['grace', 't2'],
      ['ada', 't1'],
      ['grace', 't2'],
    ])
  })

  it('is asked for with the account of the call, even if another is current by then', async () => {
    let account = 'ada'
    const server = createApi(({ token }) => (token === 't1' ? challenge(nbf(1)) : ok()))
    const tokens = createTokens()
    const slow = gate()
    const { caeFetch } = connect({ ...tokens, accountId: () => account }, async (...call) => {
      if (server.received.length === 0) await slow.passed
      return server.fetch(...call)
    })
    const adas = caeFetch(api)
    await settle()
    account = 'grace'
    slow.open()
    await adas
    expect(tokens.requests.map(({ accountId }) => accountId)).toEqual(['ada', 'ada'])
  })
})
