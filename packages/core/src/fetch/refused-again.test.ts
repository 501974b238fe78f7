import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { authContext } from '../claims/auth-context.ts'
import type { ClaimsRequest } from '../claims/claims-request.ts'
import {
  api,
  challenge,
  connect,
  createApi,
  createTokens,
  invalidToken,
  nbf,
  ok,
} from './parties.fixture.ts'

/** An API that refuses whatever it is given, until it is mended. */
function refusing(refuse: (count: number) => Response) {
  let isMended = false
  let count = 0
  const server = createApi(() => (isMended ? ok() : refuse(++count)))
  const tokens = createTokens()
  const mend = () => {
    isMended = true
  }
  const breakAgain = () => {
    isMended = false
  }
  return { server, tokens, mend, breakAgain, ...connect(tokens, server.fetch) }
}

describe.each<[string, (count: number) => Response]>([
  ['refuses every token', invalidToken],
  ['challenges every call with new claims', (count) => challenge(nbf(count))],
  ['asks for another context each time', (count) => challenge(authContext(`c${count}`))],
  ['repeats a challenge that was met', () => challenge(authContext('c1'))],
])('an API that %s', (_, refuse) => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
  afterEach(() => void vi.useRealTimers())

  it('costs a few token requests for 20 calls in a row, and says so once', async () => {
    const { caeFetch, tokens, told } = refusing(refuse)
    for (let index = 0; index < 20; index++) {
      expect((await caeFetch(api)).status).toBe(401)
    }
    expect(tokens.requests.length).toBeLessThanOrEqual(3)
    const codes = told('diagnostic').map((event) => 'code' in event && event.code)
    expect(codes.filter((code) => code === 'tokens_refused')).toHaveLength(1)
    expect(told('unresolved').at(-1)).toMatchObject({ code: 'paused' })
  })

  it('costs at most 30 a minute, however many calls there are', async () => {
    const { caeFetch, tokens } = refusing(refuse)
    for (let second = 0; second < 60; second++) {
      for (let index = 0; index < 20; index++) await caeFetch(api)
      vi.advanceTimersByTime(1000)
    }
    expect(tokens.requests.length).toBeLessThanOrEqual(30)
  })

  it('is answered again as soon as it takes a token', async () => {
    const { caeFetch, tokens, mend, breakAgain } = refusing(refuse)
    for (let index = 0; index < 20; index++) await caeFetch(api)
    mend()
    expect((await caeFetch(api)).status).toBe(200)
    const before = tokens.requests.length
    breakAgain()
    await caeFetch(api)
    expect(tokens.requests.length).toBeGreaterThan(before)
  })
})

describe('several contexts at once, from a provider that grants only what is asked', () => {
  it.each([4, 6, 10])(
    '%i contexts × 20 calls: each is asked for once, and met',
    async (contexts) => {
      const granted = new Map<string, string>()
      const tokens = createTokens(({ claims }, number) => {
        granted.set(`t${number}`, JSON.stringify(claims ?? {}))
        return {}
      })
      const server = createApi(({ url, token = '' }) => {
        const demand = authContext(url.slice(api.length))
        const wanted = JSON.stringify(demand)
        return granted.get(token) === wanted ? ok() : challenge(demand)
      })
      const { caeFetch } = connect(tokens, server.fetch)
      const calls = Array.from({ length: contexts * 20 }, (_, index) =>
        caeFetch(`${api}c${(index % contexts) + 1}`),
      )
      const statuses = (await Promise.all(calls)).map(({ status }) => status)
      expect(new Set(statuses)).toEqual(new Set([200]))
      const asked = tokens.requests.filter(({ claims }) => claims)
      expect(asked).toHaveLength(contexts)
      for (let round = 0; round < 3; round++) {
        for (let context = 1; context <= contexts; context++) {
          expect((await caeFetch(`${api}c${context}`)).status).toBe(200)
        }
      }
      expect(tokens.requests.filter(({ claims }) => claims)).toHaveLength(contexts)
    },
  )
})

describe('two sets of claims that calls bring', () => {
  it('are held beside each other', async () => {
    const sets: ClaimsRequest[] = [authContext('c1'), authContext('c2')]
    const tokens = createTokens()
    const { caeFetch } = connect(tokens, createApi(ok).fetch)
    for (let round = 0; round < 5; round++) {
      for (const claims of sets) await caeFetch(api, { cae: { claims } })
    }
    expect(tokens.requests).toHaveLength(2)
  })

  it('are no reason to hold a token that was revoked', async () => {
    const revoked = new Set(['t1'])
    const server = createApi(({ token = '' }) => (revoked.has(token) ? challenge(nbf(9)) : ok()))
    const tokens = createTokens()
    const { caeFetch } = connect(tokens, server.fetch)
    await caeFetch(api)
    const claims = authContext('c1')
    const response = await caeFetch(api, { cae: { claims } })
    expect(response.status).toBe(200)
    revoked.add('t2').add('t3')
    await caeFetch(api, { cae: { claims } })
    expect(tokens.requests.at(-1)?.claims).toEqual({
      access_token: { ...claims.access_token, ...nbf(9).access_token },
    })
  })
})

describe('a first invalid_token after a met challenge', () => {
  it('earns its forced refresh', async () => {
    const server = createApi(({ token }) => {
      if (token === 't1') return challenge(nbf(1))
      return token === 't2' ? invalidToken() : ok()
    })
    const tokens = createTokens()
    const { caeFetch } = connect(tokens, server.fetch)
    expect((await caeFetch(api)).status).toBe(200)
    expect(server.tokens()).toEqual(['t1', 't2', 't3'])
    expect(tokens.requests[2]).toMatchObject({ forceRefresh: true })
    expect(tokens.requests[2]).not.toHaveProperty('claims')
  })
})

describe('two held tokens that are revoked alike, the one asked for with claims that the API asks for again', () => {
  it('are not each other’s answer: a new one is asked for, once', async () => {
    const revoked = new Set<string>()
    const granted = new Map<string, ClaimsRequest>()
    const tokens = createTokens(({ claims = {} }, number) => {
      granted.set(`t${number}`, claims)
      return {}
    })
    const hasContext = (token: string) => 'acrs' in (granted.get(token)?.access_token ?? {})
    const server = createApi(({ token = '', url }) => {
      if (revoked.has(token)) return challenge(nbf(1000))
      return url.endsWith('/strict') && !hasContext(token) ? challenge(authContext('c1')) : ok()
    })
    const { caeFetch } = connect(tokens, server.fetch)
    await caeFetch(api)
    revoked.add('t1')
    await caeFetch(api)
    await caeFetch(`${api}strict`)
    expect(tokens.requests).toHaveLength(3)
    // By its seconds, a cutoff cannot tell those that were issued right after it from those before it.
    for (const token of ['t2', 't3']) revoked.add(token)
    expect((await caeFetch(api)).status).toBe(200)
    expect(server.tokens().slice(-3)).toEqual(['t3', 't2', 't4'])
    expect((await caeFetch(api)).status).toBe(200)
    expect(tokens.requests).toHaveLength(4)
  })
})
