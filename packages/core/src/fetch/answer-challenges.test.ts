import { describe, expect, it, vi } from 'vitest'
import { authContext } from '../claims/auth-context.ts'
import { encodeClaims } from '../claims/claims-codec.ts'
import { InteractionRequiredError } from '../errors.ts'
import {
  api,
  challenge,
  challenging,
  connect,
  createApi,
  createTokens,
  invalidToken,
  nbf,
  ok,
  outcome,
  settle,
} from './parties.fixture.ts'

const revocation = nbf(100)
const stepUp = authContext('c1')

describe('a challenge', () => {
  it('is answered with a new token, and the call is sent again', async () => {
    const server = challenging({ t1: revocation })
    const tokens = createTokens()
    const { caeFetch } = connect(tokens, server.fetch)
    const response = await caeFetch(`${api}orders`, { method: 'POST', body: 'one' })
    expect(await response.text()).toBe('ok')
    expect(server.received.map(({ token, body }) => [token, body])).toEqual([
      ['t1', 'one'],
      ['t2', 'one'],
    ])
    expect(tokens.requests[1]).toMatchObject({ claims: revocation, rejectedToken: 't1' })
  })

  it('is answered once, and its claims are forgotten', async () => {
    const server = challenging({ t1: revocation })
    const tokens = createTokens(() => ({ expiresOn: Date.now() + 60_000 }))
    const { caeFetch } = connect(tokens, server.fetch)
    await caeFetch(api)
    await caeFetch(api)
    vi.useFakeTimers({ now: Date.now() + 61_000, toFake: ['Date'] })
    await caeFetch(api)
    vi.useRealTimers()
    expect(server.tokens()).toEqual(['t1', 't2', 't2', 't3'])
    expect(tokens.requests.map(({ claims }) => claims)).toEqual([undefined, revocation, undefined])
  })

  it('may come with a 403', async () => {
    const server = createApi(({ token }) =>
      token === 't1' ? challenge(stepUp, { status: 403 }) : ok(),
    )
    const { caeFetch } = connect(createTokens(), server.fetch)
    expect((await caeFetch(api)).status).toBe(200)
  })

  it('may call itself anything', async () => {
    const server = createApi(({ token }) =>
      token === 't1' ? challenge(revocation, { error: 'invalid_token' }) : ok(),
    )
    const tokens = createTokens()
    const { caeFetch } = connect(tokens, server.fetch)
    await caeFetch(api)
    expect(tokens.requests[1]?.claims).toEqual(revocation)
  })

  it('frees the connection of the response it came with', async () => {
    const cancel = vi.fn()
    const dropped = () => new Response(new ReadableStream({ cancel }), challenge(revocation))
    const server = createApi(({ token }) => (token === 't1' ? dropped() : ok()))
    const { caeFetch } = connect(createTokens(), server.fetch)
    await caeFetch(api)
    expect(cancel).toHaveBeenCalledOnce()
  })

  it('leaves the connection open where the rest of that response comes in time', async () => {
    const cancel = vi.fn()
    const read: string[] = []
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
      if (read.push('chunk') < 3) controller.enqueue(new Uint8Array(8))
      else controller.close()
    }
    const body = new ReadableStream({ pull, cancel }, { highWaterMark: 0 })
    const server = createApi(async ({ token }) => {
      if (token === 't1') return new Response(body, challenge(revocation))
      await settle()
      return ok()
    })
    const { caeFetch } = connect(createTokens(), server.fetch)
    await caeFetch(api)
    expect(read).toHaveLength(3)
    expect(cancel).not.toHaveBeenCalled()
  })

  it('goes with the claims that the call brought', async () => {
    const server = challenging({ t1: revocation })
    const tokens = createTokens()
    const { caeFetch } = connect(tokens, server.fetch)
    await caeFetch(api, { cae: { claims: stepUp } })
    expect(tokens.requests[1]?.claims).toEqual({
      access_token: { ...stepUp.access_token, ...revocation.access_token },
    })
  })

  it.each([
    ['a 401 without a header', () => new Response('no', { status: 401 })],
    ['unusable claims', () => withHeader('Bearer error="insufficient_claims", claims="garbage"')],
    [
      'claims of another scheme',
      () => withHeader(`Negotiate claims="${encodeClaims(revocation)}"`),
    ],
    ['a plain 403', () => new Response('no', { status: 403 })],
    ['invalid_token with a 403', () => withHeader('Bearer error="invalid_token"', 403)],
    ['a challenge with another status', () => challenge(revocation, { status: 400 })],
  ])('is not seen in %s: the response comes back untouched', async (_, respond) => {
    const response = respond()
    const tokens = createTokens()
    const { caeFetch, events } = connect(tokens, async () => response)
    expect(await caeFetch(api)).toBe(response)
    expect(response.bodyUsed).toBe(false)
    expect(tokens.requests).toHaveLength(1)
    expect(events).toEqual([])
  })

  const withHeader = (value: string, status = 401) =>
    new Response('no', { status, headers: { 'WWW-Authenticate': value } })
})

describe('a redirect', () => {
  const respondFrom = (url: string) => {
    const response = challenge(revocation)
    Object.defineProperty(response, 'url', { value: url })
    return response
  }

  it('to another origin gives that origin no say in the claims', async () => {
    const response = respondFrom('https://evil.example/login')
    const tokens = createTokens()
    const { caeFetch } = connect(tokens, async () => response)
    expect(await caeFetch(api)).toBe(response)
    expect(tokens.requests).toHaveLength(1)
  })

  it('on the same origin changes nothing', async () => {
    const tokens = createTokens()
    const { caeFetch } = connect(tokens, async (_, init) =>
      new Headers(init?.headers).get('authorization') === 'Bearer t1'
        ? respondFrom(`${api}v2`)
        : ok(),
    )
    expect((await caeFetch(api)).status).toBe(200)
  })
})

describe('invalid_token without claims', () => {
  it('earns a forced refresh', async () => {
    const server = createApi(({ token }) => (token === 't1' ? invalidToken() : ok()))
    const tokens = createTokens()
    const { caeFetch } = connect(tokens, server.fetch)
    expect((await caeFetch(api)).status).toBe(200)
    expect(tokens.requests[1]).toMatchObject({ forceRefresh: true, rejectedToken: 't1' })
    expect(tokens.requests[1]).not.toHaveProperty('claims')
  })

  it('earns one for each token, and one in each call', async () => {
    const server = createApi(invalidToken)
    const tokens = createTokens((_, number) => (number > 2 ? { token: 't2' } : {}))
    const { caeFetch, told } = connect(tokens, server.fetch)
    expect((await caeFetch(api)).status).toBe(401)
    expect(told('diagnostic')).toEqual([])
    expect(server.tokens()).toEqual(['t1', 't2'])
    expect((await caeFetch(api)).status).toBe(401)
    expect(server.tokens()).toEqual(['t1', 't2', 't2', 't2'])
    expect((await caeFetch(api)).status).toBe(401)
    expect(server.tokens()).toEqual(['t1', 't2', 't2', 't2', 't2'])
    expect(tokens.requests).toHaveLength(3)
  })

  it('is answered once for all calls with that token', async () => {
    const server = createApi(({ token }) => (token === 't1' ? invalidToken() : ok()))
    const tokens = createTokens()
    const { caeFetch } = connect(tokens, server.fetch)
    await Promise.all(Array.from({ length: 20 }, () => caeFetch(api)))
    expect(tokens.requests).toHaveLength(2)
  })

  it('rejects when the refresh fails for good', async () => {
    const server = createApi(invalidToken)
    const tokens = createTokens((_, number) => {
      if (number > 1) throw Object.assign(new Error('revoked'), { errorCode: 'invalid_grant' })
      return {}
    })
    const { caeFetch } = connect(tokens, server.fetch)
    const error = await outcome(caeFetch(api))
    expect(error).toBeInstanceOf(InteractionRequiredError)
    expect(error).toMatchObject({ claims: undefined, response: { status: 401, bodyUsed: false } })
  })
})

describe('a response that is not as it should be', () => {
  it('may have a body that somebody else has locked', async () => {
    const server = createApi(({ token }) => {
      const response = token === 't1' ? challenge(revocation) : ok()
      if (token === 't1') response.body?.getReader()
      return response
    })
    const { caeFetch } = connect(createTokens(), server.fetch)
    expect((await caeFetch(api)).status).toBe(200)
  })

  it('has no say where its url is no URL: nothing shows that the API has spoken', async () => {
    const { caeFetch, events } = connect(createTokens(), async () =>
      Object.defineProperty(challenge(revocation), 'url', { value: 'not a url' }),
    )
    expect((await caeFetch(api)).status).toBe(401)
    expect(events).toEqual([])
  })
})
