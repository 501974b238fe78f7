import { describe, expect, it } from 'vitest'
import { authContext } from '../claims/auth-context.ts'
import { ConfigurationError, InteractionRequiredError, ReauthenticationError } from '../errors.ts'
import { createCaeFetch } from './cae-fetch.ts'
import {
  api,
  connect,
  createApi,
  createTokens,
  nbf,
  ok,
  outcome,
  settle,
} from './parties.fixture.ts'

describe('claims that a call brings', () => {
  it('are asked for before the first send, once while the token is held', async () => {
    const server = createApi(ok)
    const tokens = createTokens()
    const { caeFetch } = connect(tokens, server.fetch)
    const claims = authContext('c1')
    await caeFetch(api)
    await caeFetch(api, { cae: { claims } })
    await caeFetch(api, { cae: { claims } })
    await caeFetch(api)
    expect(server.tokens()).toEqual(['t1', 't2', 't2', 't2'])
    expect(tokens.requests.map(({ claims }) => claims)).toEqual([undefined, claims])
  })

  it('may be empty: then any token will do', async () => {
    const tokens = createTokens()
    const { caeFetch } = connect(tokens, createApi(ok).fetch)
    for (let index = 0; index < 3; index++) await caeFetch(api, { cae: { claims: {} } })
    expect(tokens.requests).toHaveLength(1)
    expect(tokens.requests[0]).not.toHaveProperty('claims')
  })

  it('are asked for at once when no token is held', async () => {
    const tokens = createTokens()
    const { caeFetch } = connect(tokens, createApi(ok).fetch)
    await caeFetch(api, { cae: { claims: nbf(1) } })
    expect(tokens.requests).toMatchObject([{ claims: nbf(1) }])
    expect(tokens.requests[0]).not.toHaveProperty('rejectedToken')
  })
})

describe('a first token that cannot be had', () => {
  it('rejects with ReauthenticationError, and the next call asks again', async () => {
    const cause = new Error('the network is down')
    const tokens = createTokens((_, number) => {
      if (number === 1) throw cause
      return {}
    })
    const { caeFetch } = connect(tokens, createApi(ok).fetch)
    const error = await outcome(caeFetch(api))
    expect(error).toBeInstanceOf(ReauthenticationError)
    expect(error).toMatchObject({ code: 'reauthentication_failed', cause, response: undefined })
    expect((await caeFetch(api)).status).toBe(200)
  })

  it('rejects with InteractionRequiredError and the claims of the provider', async () => {
    const tokens = createTokens(() => {
      throw Object.assign(new Error('AADSTS50076'), {
        errorCode: 'interaction_required',
        claims: JSON.stringify(authContext('c1')),
      })
    })
    const { caeFetch } = connect(tokens, createApi(ok).fetch)
    const error = await outcome(caeFetch(api, { cae: { claims: nbf(5) } }))
    expect(error).toBeInstanceOf(InteractionRequiredError)
    expect(error).toMatchObject({
      claims: { access_token: { ...nbf(5).access_token, ...authContext('c1').access_token } },
    })
  })

  it('gives the signal its reason at once', async () => {
    const controller = new AbortController()
    const tokens = createTokens(() => new Promise(() => {}))
    const { caeFetch } = connect(tokens, createApi(ok).fetch)
    const call = outcome(caeFetch(api, { signal: controller.signal }))
    await settle()
    controller.abort(new Error('changed my mind'))
    expect(await call).toEqual(new Error('changed my mind'))
    expect(tokens.requests[0]?.signal?.aborted).toBe(true)
  })

  it('takes the signal of a Request', async () => {
    const tokens = createTokens(() => new Promise(() => {}))
    const { caeFetch } = connect(tokens, createApi(ok).fetch)
    const signal = AbortSignal.abort(new Error('too late'))
    expect(await outcome(caeFetch(new Request(api, { signal })))).toEqual(new Error('too late'))
  })
})

describe('options that cannot work', () => {
  it.each([
    [{ resources: { 'http://api.contoso.com/': ['a'] } }, 'resources["http://api.contoso.com/"]'],
    [{ resources: { [api]: [] } }, `resources["${api}"]`],
    [{ maxChallenges: -1 }, 'maxChallenges'],
    [{ maxReplayBytes: Number.NaN }, 'maxReplayBytes'],
    [{ onEvent: 1 }, 'onEvent'],
    [{ fetch: 'fetch' }, 'fetch'],
  ])('%j is refused by name', (options, name) => {
    const create = () =>
      createCaeFetch(
        createTokens(),
        JSON.parse(JSON.stringify(options), (key, value) =>
          key === 'maxReplayBytes' ? Number.NaN : value,
        ),
      )
    expect(create).toThrow(ConfigurationError)
    expect(create).toThrow(name)
  })

  it('a token source without getToken is refused', () => {
    expect(() => createCaeFetch(JSON.parse('{}'))).toThrow('tokens.getToken must be a function.')
  })

  it('scopes of a call that are no list of words are refused', async () => {
    const { caeFetch } = connect(createTokens(), createApi(ok).fetch)
    expect(await outcome(caeFetch(api, { cae: { scopes: [] } }))).toBeInstanceOf(ConfigurationError)
  })

  it('are read once, and not changed', async () => {
    const scopes = ['orders.read']
    const options = Object.freeze({
      resources: Object.freeze({ [api]: scopes }),
      fetch: createApi(ok).fetch,
    })
    const tokens = createTokens()
    const caeFetch = createCaeFetch(tokens, options)
    scopes.push('orders.write')
    await caeFetch(api)
    expect(tokens.requests[0]?.scopes).toEqual(['orders.read'])
  })
})
