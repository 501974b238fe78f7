import { describe, expect, it } from 'vitest'
import { authContext } from '../claims/auth-context.ts'
import type { ClaimsRequest } from '../claims/claims-request.ts'
import {
  api,
  challenge,
  claimsOf,
  connect,
  createApi,
  createTokens,
  gate,
  nbf,
  ok,
  outcome,
  settle,
  times,
} from './parties.fixture.ts'
import type { TokenRequest } from './token-source.ts'

/** The claims requests only. */
const asked = (requests: TokenRequest[]) => claimsOf(requests).filter((claims) => claims)

describe('equal challenges', () => {
  it('share one token request when they come at once', async () => {
    const server = createApi(({ token }) => (token === 't1' ? challenge(nbf(1)) : ok()))
    const tokens = createTokens()
    const { caeFetch } = connect(tokens, server.fetch)
    const responses = await Promise.all(
      times(300, (index) => caeFetch(api, { method: 'POST', body: String(index) })),
    )
    expect(responses.every(({ status }) => status === 200)).toBe(true)
    expect(tokens.requests).toHaveLength(2)
    const accepted = server.received.filter(({ token }) => token === 't2').map(({ body }) => body)
    expect(new Set(accepted).size).toBe(300)
    expect(accepted).toHaveLength(300)
  })

  it('share one token request however late their 401s arrive', async () => {
    const arrivals = times(8, () => gate())
    const server = createApi(async ({ token, body }) => {
      if (token !== 't1') return ok()
      await arrivals[Number(body)]?.passed
      return challenge(nbf(1))
    })
    const tokens = createTokens()
    const { caeFetch } = connect(tokens, server.fetch)
    const calls = times(8, (index) => caeFetch(api, { method: 'POST', body: String(index) }))
    for (const [index, arrival] of arrivals.entries()) {
      arrival.open()
      await calls[index]
    }
    expect(tokens.requests).toHaveLength(2)
    expect(server.received.filter(({ token }) => token === 't2')).toHaveLength(8)
  })

  it('of ten replicas, each with a later nbf, take two claims requests at the most', async () => {
    const server = createApi(({ token, body }) =>
      token === 't1' ? challenge(nbf(Number(body))) : ok(),
    )
    const tokens = createTokens()
    const { caeFetch } = connect(tokens, server.fetch)
    const calls = times(10, (i) => caeFetch(api, { method: 'POST', body: String(i + 1) }))
    const responses = await Promise.all(calls)
    expect(responses.every(({ status }) => status === 200)).toBe(true)
    expect(asked(tokens.requests).length).toBeLessThanOrEqual(2)
  })
})

describe('different challenges at the same time', () => {
  const demands: Record<string, ClaimsRequest> = {
    revoked: nbf(100),
    c1: authContext('c1'),
    c2: authContext('c2'),
  }

  /** Accepts a token that was asked for with what the path demands. */
  function world() {
    const satisfied = new Map<string, string>()
    const tokens = createTokens((request, number) => {
      satisfied.set(`t${number}`, JSON.stringify(request.claims ?? {}))
      return {}
    })
    const server = createApi(({ url, token = '' }) => {
      const demand = demands[url.slice(api.length)]
      if (!demand) return ok()
      const wanted = JSON.stringify(demand.access_token).slice(1, -1)
      return satisfied.get(token)?.includes(wanted) ? ok() : challenge(demand)
    })
    return { tokens, server, ...connect(tokens, server.fetch) }
  }

  it('are both met', async () => {
    const { tokens, caeFetch } = world()
    await caeFetch(api)
    const responses = await Promise.all([caeFetch(`${api}revoked`), caeFetch(`${api}c1`)])
    expect(responses.map(({ status }) => status)).toEqual([200, 200])
    const all = JSON.stringify(asked(tokens.requests))
    expect(all).toContain('nbf')
    expect(all).toContain('c1')
  })

  it('are merged while none has been sent', async () => {
    const { tokens, caeFetch } = world()
    await caeFetch(api)
    await Promise.all([caeFetch(`${api}revoked`), caeFetch(`${api}c1`)])
    expect(asked(tokens.requests)).toEqual([
      { access_token: { ...demands.revoked?.access_token, ...demands.c1?.access_token } },
    ])
  })

  it('take turns where a merged request would demand less', async () => {
    const { tokens, caeFetch } = world()
    await caeFetch(api)
    const responses = await Promise.all([caeFetch(`${api}c1`), caeFetch(`${api}c2`)])
    expect(responses.map(({ status }) => status)).toEqual([200, 200])
    expect(asked(tokens.requests)).toEqual([demands.c1, demands.c2])
  })

  it('wait for the running one, and are not dropped', async () => {
    const running = gate()
    const server = createApi(({ url, token }) => {
      if (url.endsWith('one') && token === 't1') return challenge(nbf(1))
      return url.endsWith('two') && token !== 't3' ? challenge(authContext('c1')) : ok()
    })
    const tokens = createTokens(async (_, number) => {
      if (number === 2) await running.passed
      return {}
    })
    const { caeFetch } = connect(tokens, server.fetch)
    const one = caeFetch(`${api}one`)
    await settle()
    const two = caeFetch(`${api}two`)
    await settle()
    expect(asked(tokens.requests)).toEqual([nbf(1)])
    running.open()
    expect((await one).status).toBe(200)
    expect((await two).status).toBe(200)
    expect(asked(tokens.requests)).toEqual([nbf(1), authContext('c1')])
  })

  it('go on when the one before fails', async () => {
    const running = gate()
    const server = createApi(({ url, token }) => {
      if (token !== 't1') return ok()
      return challenge(url.endsWith('one') ? authContext('c1') : authContext('c2'))
    })
    const tokens = createTokens(async (_, number) => {
      if (number === 2) await running.passed
      return {}
    })
    const { caeFetch } = connect(tokens, server.fetch)
    const one = outcome(caeFetch(`${api}one`))
    await settle()
    const two = outcome(caeFetch(`${api}two`))
    await settle()
    running.fail(new Error('no'))
    expect(await one).toBeInstanceOf(Error)
    expect(await two).toMatchObject({ status: 200 })
  })
})
