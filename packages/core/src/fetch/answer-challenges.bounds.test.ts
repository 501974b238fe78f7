import { describe, expect, it } from 'vitest'
import { authContext } from '../claims/auth-context.ts'
import {
  api,
  challenge,
  challenging,
  connect,
  createApi,
  createTokens,
  nbf,
} from './parties.fixture.ts'

const revocation = nbf(100)
const stepUp = authContext('c1')

describe('the bounds', () => {
  it('end a challenge that repeats after it was met, with the response of the API', async () => {
    const server = createApi(() => challenge(revocation))
    const tokens = createTokens()
    const { caeFetch, told } = connect(tokens, server.fetch)
    const response = await caeFetch(api)
    expect(response.status).toBe(401)
    expect(await response.text()).toBe('challenged')
    expect(server.tokens()).toEqual(['t1', 't2'])
    expect(tokens.requests).toHaveLength(2)
    expect(told('unresolved')).toMatchObject([{ code: 'repeated' }])
  })

  it('let two different challenges of one call be met', async () => {
    const server = challenging({ t1: revocation, t2: stepUp })
    const tokens = createTokens()
    const { caeFetch } = connect(tokens, server.fetch)
    expect((await caeFetch(api)).status).toBe(200)
    expect(tokens.requests.map(({ claims }) => claims)).toEqual([undefined, revocation, stepUp])
  })

  it('end after two claims requests by default', async () => {
    let seconds = 0
    const server = createApi(() => challenge(nbf(++seconds)))
    const tokens = createTokens()
    const { caeFetch, told } = connect(tokens, server.fetch)
    expect((await caeFetch(api)).status).toBe(401)
    expect(server.received).toHaveLength(3)
    expect(tokens.requests).toHaveLength(3)
    expect(told('unresolved')).toMatchObject([{ code: 'too_many' }])
  })

  it('end after as many claims requests as the options say', async () => {
    let seconds = 0
    const server = createApi(() => challenge(nbf(++seconds)))
    const { caeFetch } = connect(createTokens(), server.fetch, { maxChallenges: 4 })
    await caeFetch(api)
    expect(server.received).toHaveLength(5)
  })

  it('of zero turn answering off', async () => {
    const server = createApi(() => challenge(revocation))
    const { caeFetch, events } = connect(createTokens(), server.fetch, { maxChallenges: 0 })
    expect((await caeFetch(api)).status).toBe(401)
    expect(server.received).toHaveLength(1)
    expect(events).toEqual([])
  })

  it('hold for tokens that come from the cache: three sends at the most', async () => {
    const server = createApi(() => challenge(revocation))
    const tokens = createTokens(() => ({ fromCache: true }))
    const { caeFetch } = connect(tokens, server.fetch)
    expect((await caeFetch(api)).status).toBe(401)
    expect(server.received).toHaveLength(3)
  })

  it('let a token from the cache be followed by a claims request', async () => {
    const server = challenging({ t1: revocation, t2: revocation })
    const tokens = createTokens((_, number) => ({ fromCache: number === 2 }))
    const { caeFetch } = connect(tokens, server.fetch)
    expect((await caeFetch(api)).status).toBe(200)
    expect(tokens.requests.map(({ rejectedToken }) => rejectedToken)).toEqual([
      undefined,
      't1',
      't2',
    ])
  })

  it('let one token come from the cache, and have the next one asked for', async () => {
    // As with three tabs, whose tokens are all older than the challenge.
    const server = challenging({ t1: revocation, t2: revocation, t3: revocation })
    const tokens = createTokens(({ claims, forceRefresh }, number) =>
      claims && !forceRefresh ? { fromCache: true } : number === 3 ? { token: 'new' } : {},
    )
    const { caeFetch } = connect(tokens, server.fetch)
    expect((await caeFetch(api)).status).toBe(200)
    expect(server.tokens()).toEqual(['t1', 't2', 'new'])
    expect(tokens.requests.map(({ forceRefresh = false }) => forceRefresh)).toEqual([
      false,
      false,
      true,
    ])
  })
})
