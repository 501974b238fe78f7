import { describe, expect, it } from 'vitest'
import { authContext } from '../claims/auth-context.ts'
import {
  api,
  challenge,
  connect,
  createApi,
  createTokens,
  gate,
  settle,
} from './parties.fixture.ts'

describe('the session of a call in flight', () => {
  it('is that of later calls too, though another account’s call came between', async () => {
    let current = 'ada'
    const isOut = gate()
    const provider = gate()
    const tokens = createTokens(async ({ claims }, number) => {
      if (!claims) return {}
      await provider.passed
      return { token: `for-c1-${number}` }
    })
    const accountId = (cae?: { account?: unknown }) => String(cae?.account ?? current)
    const server = createApi(async ({ url, token }) => {
      if (!url.endsWith('c1') || token?.startsWith('for-c1')) return new Response('ok')
      if (token === 't1') await isOut.passed
      return challenge(authContext('c1'))
    })
    const { caeFetch } = connect({ ...tokens, accountId }, server.fetch)
    const before = caeFetch(`${api}c1`)
    await settle()
    current = 'bob'
    await caeFetch(api)
    isOut.open()
    await settle()
    const after = caeFetch(`${api}c1`, { cae: { account: 'ada' } })
    await settle()
    provider.open()
    for (const call of [before, after]) expect((await call).status).toBe(200)
    expect(tokens.requests.filter(({ claims }) => claims)).toHaveLength(1)
  })
})
