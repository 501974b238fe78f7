import { afterEach, describe, expect, it, vi } from 'vitest'
import { authContext } from '../claims/auth-context.ts'
import {
  api,
  challenge,
  connect,
  createApi,
  createTokens,
  gate,
  invalidToken,
  nbf,
  ok,
  settle,
} from './parties.fixture.ts'
import type { TokenRequest } from './token-source.ts'

const needsContext = ({ claims }: TokenRequest, id: string) =>
  JSON.stringify(claims) === JSON.stringify(authContext(id))

afterEach(() => {
  vi.useRealTimers()
})

describe('a call that a later token did not help', () => {
  it('has the provider asked, though the cache has one that is later still', async () => {
    const tokens = createTokens((request, number) => {
      if (!needsContext(request, 'c2')) return {}
      return request.forceRefresh
        ? { token: 'for-c2' }
        : { token: `cached-${number}`, fromCache: true }
    })
    const isOut = gate()
    const server = createApi(async ({ url, token }) => {
      if (!url.endsWith('c2') || token === 'for-c2') return ok()
      if (token === 't1') await isOut.passed
      return challenge(authContext('c2'))
    })
    const { caeFetch, told } = connect(tokens, server.fetch)
    const call = caeFetch(`${api}c2`)
    await settle()
    await caeFetch(api, { cae: { claims: authContext('c1') } })
    isOut.open()
    expect((await call).status).toBe(200)
    expect(server.tokens()).toEqual(['t1', 't2', 't2', 'for-c2'])
    expect(told('unresolved')).toEqual([])
  })

  it('is not answered with what another call gets from the cache', async () => {
    const gates = { first: gate(), cache: gate(), late: gate() }
    const tokens = createTokens(async (request) => {
      if (needsContext(request, 'c1')) await gates.first.passed
      if (!needsContext(request, 'c2')) return {}
      if (request.forceRefresh) return { token: 'for-c2' }
      await gates.cache.passed
      return { token: 't2', fromCache: true }
    })
    const server = createApi(async ({ url, token }) => {
      if (!url.includes('c2') || token === 'for-c2') return ok()
      if (url.endsWith('late') && token === 't1') await gates.late.passed
      return challenge(authContext('c2'))
    })
    const { caeFetch } = connect(tokens, server.fetch)
    await caeFetch(api)
    const late = caeFetch(`${api}c2/late`)
    const first = caeFetch(api, { cae: { claims: authContext('c1') } })
    await settle()
    const early = caeFetch(`${api}c2`)
    await settle()
    for (const each of [gates.first, gates.late, gates.cache]) {
      each.open()
      await settle()
    }
    for (const call of [first, early, late]) expect((await call).status).toBe(200)
  })
})

describe('a refusal without claims', () => {
  it('that the user has answered is no later token among others', async () => {
    const isOut = gate()
    const tokens = createTokens((request) => {
      if (request.forceRefresh && !request.claims) {
        throw Object.assign(new Error('sign in'), { errorCode: 'interaction_required' })
      }
      return needsContext(request, 'c2') ? { token: 'for-c2' } : {}
    })
    const server = createApi(async ({ url, token }) => {
      if (!url.endsWith('c2') || token === 'for-c2') return ok()
      if (token === 't1') await isOut.passed
      return token === 't2' ? invalidToken() : challenge(authContext('c2'))
    })
    const askUser = async () => ({ token: 'user' })
    const { caeFetch } = connect({ ...tokens, askUser }, server.fetch)
    const call = caeFetch(`${api}c2`)
    await settle()
    await caeFetch(api, { cae: { claims: authContext('c1') } })
    isOut.open()
    expect((await call).status).toBe(200)
    expect(server.tokens()).toEqual(['t1', 't2', 't2', 'user', 'for-c2'])
  })

  it('has the token refreshed again when the refreshed one has expired', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const isOut = gate()
    const tokens = createTokens()
    const server = createApi(async ({ url, token }) => {
      if (token !== 't1') return ok()
      if (url.endsWith('late')) await isOut.passed
      return invalidToken()
    })
    const { caeFetch } = connect(tokens, server.fetch)
    const late = caeFetch(`${api}late`)
    await settle()
    await caeFetch(api)
    vi.setSystemTime(Date.now() + 2 * 3_600_000)
    isOut.open()
    expect((await late).status).toBe(200)
    expect(server.tokens()).toEqual(['t1', 't1', 't2', 't3'])
  })
})

describe('calls that were refused with different tokens', () => {
  it('are not answered with one of these from the cache', async () => {
    let current = 'ada'
    const running = gate()
    const isOut = gate()
    const tokens = createTokens(async (request) => {
      if (needsContext(request, 'c3')) await running.passed
      const isRevocation = request.claims?.access_token?.nbf !== undefined
      return isRevocation && !request.forceRefresh ? { token: 't2', fromCache: true } : {}
    })
    const source = {
      ...tokens,
      accountId: (cae?: { account?: unknown }) => String(cae?.account ?? current),
    }
    const server = createApi(async ({ url, token = '' }) => {
      if (!url.endsWith('revoked') || !['t1', 't2'].includes(token)) return ok()
      await isOut.passed
      return challenge(nbf(100))
    })
    const { caeFetch } = connect(source, server.fetch)
    const first = caeFetch(`${api}revoked`)
    await settle()
    const second = caeFetch(`${api}revoked`, { cae: { claims: authContext('c1') } })
    await settle()
    // What is held for her is dropped, and another claims request is on its way.
    current = 'bob'
    await caeFetch(api)
    const cae = { account: 'ada', claims: authContext('c3') }
    const other = caeFetch(api, { cae })
    await settle()
    isOut.open()
    await settle()
    running.open()
    for (const call of [first, second, other]) expect((await call).status).toBe(200)
    expect(server.tokens().filter((token) => token === 't2')).toHaveLength(1)
  })
})

describe('a call that is refused while a claims request is on its way', () => {
  it('is not given the token it was refused with, from the cache', async () => {
    const gates = { silent: gate(), mfa: gate() }
    const tokens = createTokens(async (request) => {
      if (needsContext(request, 'c2')) {
        throw Object.assign(new Error('MFA'), { errorCode: 'interaction_required' })
      }
      if (!request.claims) return request.forceRefresh ? { token: 'refreshed' } : {}
      await gates.silent.passed
      return { token: 'user', fromCache: true }
    })
    async function askUser() {
      await gates.mfa.passed
      return { token: 'user' }
    }
    const server = createApi(({ url, token }) =>
      url.endsWith('fussy') && token === 'user' ? invalidToken() : ok(),
    )
    const { caeFetch } = connect({ ...tokens, askUser }, server.fetch)
    await caeFetch(api)
    const mfa = caeFetch(api, { cae: { claims: authContext('c2') } })
    await settle()
    const silent = caeFetch(api, { cae: { claims: authContext('c1') } })
    await settle()
    gates.mfa.open()
    await mfa
    const refused = caeFetch(`${api}fussy`)
    await settle()
    gates.silent.open()
    await silent
    expect((await refused).status).toBe(200)
    expect(server.tokens().at(-1)).toBe('refreshed')
  })
})
