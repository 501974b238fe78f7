import { describe, expect, it } from 'vitest'
import { authContext } from '../claims/auth-context.ts'
import { api, challenge, connect, createApi, createTokens, nbf } from './parties.fixture.ts'

describe('a call with claims of its own', () => {
  const own = authContext('c1')

  it('asks for them with the challenge', async () => {
    const tokens = createTokens()
    const server = createApi(({ token }) =>
      token === 't1' ? challenge(nbf(100)) : new Response('ok'),
    )
    const { caeFetch } = connect(tokens, server.fetch)
    expect((await caeFetch(api, { cae: { claims: own } })).status).toBe(200)
    const both = { access_token: { ...own.access_token, ...nbf(100).access_token } }
    expect(tokens.requests.at(-1)?.claims).toEqual(both)
  })

  it('asks for the challenge alone where either would do for both', async () => {
    const tokens = createTokens()
    const server = createApi(({ token }) =>
      token === 't1' ? challenge(authContext('c2')) : new Response('ok'),
    )
    const { caeFetch } = connect(tokens, server.fetch)
    expect((await caeFetch(api, { cae: { claims: own } })).status).toBe(200)
    expect(tokens.requests.at(-1)?.claims).toEqual(authContext('c2'))
  })
})
