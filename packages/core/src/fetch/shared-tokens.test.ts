import { describe, expect, it, vi } from 'vitest'
import { authContext } from '../claims/auth-context.ts'
import { ConfigurationError } from '../errors.ts'
import {
  api,
  challenge,
  challenging,
  connect,
  createApi,
  createTokens,
  nbf,
  ok,
  outcome,
} from './parties.fixture.ts'
import type { ShareRequest, TokenShare } from './token-share.ts'
import type { AccessToken, TokenRequest, TokenSource } from './token-source.ts'

const client = 'a-client'

/** What the replicas of a fleet share, in memory: the latest token. */
function createShare() {
  const requests: ShareRequest[] = []
  const share: TokenShare & { latest: AccessToken | undefined; requests: ShareRequest[] } = {
    requests,
    latest: undefined,
    async getToken(request, ask) {
      requests.push(request)
      const { latest } = share
      if (latest && latest.token !== request.rejectedToken) return { ...latest, fromCache: true }
      share.latest = await ask()
      return share.latest
    },
  }
  return share
}

const sharing = (tokens: TokenSource) => Object.assign(tokens, { shareAs: () => client })

describe('a share', () => {
  it('is looked at before a token request, and given what that brings', async () => {
    const share = createShare()
    const tokens = sharing(createTokens())
    const [one, other] = [createApi(ok), createApi(ok)]
    await connect(tokens, one.fetch, { share }).caeFetch(api)
    await connect(tokens, other.fetch, { share }).caeFetch(api)
    expect(share.requests).toMatchObject([{ client, scopes: ['orders.read'] }, { client }])
    expect([...one.tokens(), ...other.tokens()]).toEqual(['t1', 't1'])
    expect(tokens).toMatchObject({ requests: { length: 1 } })
  })

  it('answers a challenge with what another replica has got, and knows no claims', async () => {
    const share = createShare()
    const tokens = sharing(createTokens())
    const server = challenging({ t1: nbf(1) })
    const replicas = [1, 2].map(() => connect(tokens, server.fetch, { share }))
    for (const { caeFetch } of replicas) expect((await caeFetch(api)).status).toBe(200)
    expect(server.tokens()).toEqual(['t1', 't2', 't2'])
    expect(tokens).toMatchObject({
      requests: [{}, { claims: nbf(1), rejectedToken: 't1', forceRefresh: true }],
    })
    expect(JSON.stringify(share.requests)).not.toContain('nbf')
  })

  it('is told which token was rejected, and tells where the answer came from', async () => {
    const share = createShare()
    share.latest = { token: 'old' }
    const server = createApi((call) => {
      if (call.token !== 'old') return ok()
      share.latest = { token: 'new' }
      return challenge(nbf(1))
    })
    const { caeFetch, told } = connect(sharing(createTokens()), server.fetch, { share })
    expect((await caeFetch(api)).status).toBe(200)
    expect(server.tokens()).toEqual(['old', 'new'])
    expect(share.requests[1]).toMatchObject({ rejectedToken: 'old' })
    expect(told('reauthenticated')).toMatchObject([{ origin: 'cache' }])
  })

  it('is asked for another token when the held one is due', async () => {
    const share = createShare()
    const due = { refreshOn: Date.now() - 1 }
    const tokens = sharing(createTokens((_, number) => (number === 1 ? due : {})))
    const { caeFetch } = connect(tokens, createApi(ok).fetch, { share })
    await caeFetch(api)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 })
    await caeFetch(api)
    vi.useRealTimers()
    await vi.waitFor(() => expect(share.latest?.token).toBe('t2'))
    expect(share.requests[1]).toMatchObject({ rejectedToken: 't1' })
  })

  it('has nothing for a call that asks for more from the first', async () => {
    const share = createShare()
    share.latest = { token: 'without' }
    const server = createApi(ok)
    const { caeFetch } = connect(sharing(createTokens()), server.fetch, { share })
    await caeFetch(api, { cae: { claims: authContext('c1') } })
    expect(server.tokens()).toEqual(['t1'])
    expect(share.requests).toEqual([])
  })

  it('keeps accounts apart, and is left alone where the source does not say whose token it is', async () => {
    const share = createShare()
    let accountId: string | undefined = 'mia'
    const tokens = {
      ...createTokens(),
      accountId: () => accountId,
      shareAs: (request: TokenRequest) => request.accountId && client,
    }
    const { caeFetch } = connect(tokens, createApi(ok).fetch, { share })
    await caeFetch(api)
    accountId = undefined
    await caeFetch(api)
    expect(share.requests).toMatchObject([{ accountId: 'mia' }])
  })

  it('is not believed where its token is another account’s', async () => {
    const share = createShare()
    share.latest = { token: 'pats', accountId: 'pat' }
    const tokens = { ...sharing(createTokens()), accountId: () => 'mia' }
    const { caeFetch } = connect(tokens, createApi(ok).fetch, { share })
    expect(await outcome(caeFetch(api))).toMatchObject({
      message: expect.stringMatching(/another account/),
    })
  })

  it('is not given a token that is another account’s, or none', async () => {
    for (const answer of [{ accountId: 'pat' }, { token: '' }]) {
      const share = createShare()
      const tokens = { ...sharing(createTokens(() => answer)), accountId: () => 'mia' }
      const { caeFetch } = connect(tokens, createApi(ok).fetch, { share })
      expect(await outcome(caeFetch(api))).toMatchObject({ code: 'reauthentication_failed' })
      expect(share.latest).toBeUndefined()
    }
  })

  it('is passed over by a call that was refused with what another replica had got', async () => {
    const share = createShare()
    const replicas = ['first', 'second', 'third'].map((token) => ({ token }))
    share.latest = replicas.shift()
    const server = createApi(({ token = '' }) => {
      share.latest = replicas.shift() ?? share.latest
      return token.startsWith('t1') ? ok() : challenge(authContext('c3'))
    })
    const { caeFetch } = connect(sharing(createTokens()), server.fetch, { share })
    expect((await caeFetch(api)).status).toBe(200)
    expect(server.tokens()).toEqual(['first', 'second', 't1'])
  })

  it('gives a call no token that it was refused with', async () => {
    const share = createShare()
    share.latest = { token: 'old' }
    const demands = new Map([
      ['old', nbf(1)],
      ['t1', authContext('c1')],
    ])
    const server = createApi(({ token = '' }) => {
      const demand = demands.get(token)
      if (token === 't1') share.latest = { token: 'old' }
      return demand ? challenge(demand) : ok()
    })
    const { caeFetch } = connect(sharing(createTokens()), server.fetch, { share })
    expect((await caeFetch(api)).status).toBe(200)
    expect(server.tokens()).toEqual(['old', 't1', 't2'])
  })

  it('that is slow is not waited for longer than a token request may take', async () => {
    const share: TokenShare = { getToken: () => new Promise(() => {}) }
    const options = { share, tokenTimeout: 20 }
    const { caeFetch } = connect(sharing(createTokens()), createApi(ok).fetch, options)
    expect(await outcome(caeFetch(api))).toMatchObject({ code: 'reauthentication_failed' })
  })

  it('is not told of a failure that passes', async () => {
    const asks = vi.fn()
    const share: TokenShare = {
      getToken(_request, ask) {
        asks()
        return ask()
      },
    }
    const tokens = sharing(
      createTokens((_, number) =>
        number === 1 ? Promise.reject(Object.assign(new Error(), { status: 503 })) : {},
      ),
    )
    const { caeFetch } = connect(tokens, createApi(ok).fetch, { share })
    await outcome(caeFetch(api))
    expect(asks).toHaveBeenCalledTimes(1)
  })

  it('that is out of order is told of once', async () => {
    const share: TokenShare = {
      async getToken({ report }, ask) {
        report?.({ code: 'share_unavailable', message: 'Redis is down.' })
        return ask()
      },
    }
    const server = challenging({ t1: nbf(1) })
    const { caeFetch, told } = connect(sharing(createTokens()), server.fetch, { share })
    expect((await caeFetch(api)).status).toBe(200)
    expect(told('diagnostic')).toMatchObject([
      { code: 'share_unavailable', message: expect.stringContaining('Redis is down.') },
    ])
  })

  it.each<[string, TokenSource, unknown]>([
    ['a source that does not say whose tokens it has', createTokens(), createShare()],
    ['something that shares nothing', sharing(createTokens()), {}],
    ['nothing at all', sharing(createTokens()), null],
  ])('cannot be %s', (_name, tokens, share) => {
    expect(() => connect(tokens, ok as never, { share: share as never })).toThrow(
      ConfigurationError,
    )
  })
})
