import { describe, expect, it, vi } from 'vitest'
import { createCaeFetch } from './cae-fetch.ts'
import type { FetchLike } from './cae-request-init.ts'
import { api, challenge, connect, createApi, createTokens, nbf, ok } from './parties.fixture.ts'

describe('where tokens go', () => {
  it('attaches the token to a call that matches a resource', async () => {
    const server = createApi(ok)
    const tokens = createTokens()
    const { caeFetch } = connect(tokens, server.fetch)
    const response = await caeFetch(`${api}orders?top=1`)
    expect(await response.text()).toBe('ok')
    expect(server.received[0]?.headers.get('authorization')).toBe('Bearer t1')
    expect(tokens.requests).toMatchObject([
      { scopes: ['orders.read'], method: 'GET', url: `${api}orders?top=1` },
    ])
  })

  it('sends the scheme that the token asks for', async () => {
    const server = createApi(ok)
    const { caeFetch } = connect(
      createTokens(() => ({ tokenType: 'PoP' })),
      server.fetch,
    )
    await caeFetch(api)
    expect(server.received[0]?.headers.get('authorization')).toBe('PoP t1')
  })

  it('passes a call to any other place on untouched', async () => {
    const fetch = vi.fn(async () => ok())
    const tokens = createTokens()
    const { caeFetch } = connect(tokens, fetch)
    const init = { method: 'PUT', headers: { a: 'b' } }
    await caeFetch('https://elsewhere.example/', init)
    expect(fetch.mock.calls[0]).toEqual(['https://elsewhere.example/', init])
    expect(tokens.requests).toEqual([])
  })

  it('sends the chunks of an upload to the place that its session is at without one', async () => {
    const upload = `${api}uploads/1`
    const server = createApi(({ token, headers }) => {
      if (!headers.has('content-range')) return token === 't1' ? challenge(nbf(1)) : ok()
      return new Response(null, { status: token ? 401 : 202 })
    })
    const tokens = createTokens()
    const { caeFetch } = connect(tokens, server.fetch, {
      resources: { [api]: ['orders.read'], [upload]: { scopes: [] } },
    })
    expect((await caeFetch(`${api}createUploadSession`, { method: 'POST' })).status).toBe(200)
    for (const range of ['bytes 0-4/10', 'bytes 5-9/10']) {
      const init = { method: 'PUT', body: 'chunk', headers: { 'content-range': range } }
      expect((await caeFetch(upload, init)).status).toBe(202)
    }
    expect(tokens.requests).toHaveLength(2)
    expect(server.tokens()).toEqual(['t1', 't2', undefined, undefined])
  })

  it('keeps its own option from the fetch beneath', async () => {
    const fetch = vi.fn(async () => ok())
    const { caeFetch } = connect(createTokens(), fetch)
    await caeFetch('https://elsewhere.example/', { method: 'PUT', cae: {} })
    await caeFetch(api, { method: 'PUT', cae: {} })
    expect(fetch.mock.calls).toEqual([
      ['https://elsewhere.example/', { method: 'PUT' }],
      [api, { method: 'PUT', headers: { authorization: 'Bearer t1' } }],
    ])
  })

  it('lets a call wrap each of its sends, and not the wait for a token', async () => {
    const log: string[] = []
    const server = createApi(({ token }) => {
      log.push('api')
      return token === 't1' ? challenge(nbf(1)) : ok()
    })
    const tokens = createTokens(() => {
      log.push('tokens')
      return {}
    })
    const { caeFetch } = connect(tokens, server.fetch)
    const wrapFetch = (fetch: FetchLike): FetchLike =>
      async function traced(input, init) {
        log.push('sent')
        const response = await fetch(input, init)
        log.push(`got ${response.status}`)
        return response
      }
    await caeFetch(api, { cae: { wrapFetch } })
    const attempt = (status: number) => ['sent', 'api', `got ${status}`]
    expect(log).toEqual(['tokens', ...attempt(401), 'tokens', ...attempt(200)])
    await caeFetch('https://elsewhere.example/', { cae: { wrapFetch } })
    expect(log.slice(8)).toEqual(attempt(200))
  })

  it.each([
    ['a record', { headers: { AUTHORIZATION: 'Basic x' } }],
    ['pairs', { headers: [['Authorization', 'Basic x']] satisfies [string, string][] }],
    ['Headers', { headers: new Headers({ authorization: 'Basic x' }) }],
  ])('leaves a call alone that brings its own Authorization in %s', async (_, init) => {
    const server = createApi(() => new Response(null, { status: 401 }))
    const tokens = createTokens()
    const { caeFetch } = connect(tokens, server.fetch)
    await caeFetch(api, init)
    await caeFetch(new Request(api, init))
    expect(server.received.map(({ headers }) => headers.get('authorization'))).toEqual([
      'Basic x',
      'Basic x',
    ])
    expect(tokens.requests).toEqual([])
  })

  it('keeps the headers of the call', async () => {
    const server = createApi(ok)
    const { caeFetch } = connect(createTokens(), server.fetch)
    const headers = { accept: 'text/plain' }
    await caeFetch(api, { headers })
    await caeFetch(api, { headers: new Headers(headers) })
    await caeFetch(api, { headers: [['accept', 'text/plain']] })
    await caeFetch(new Request(api, { headers }))
    await caeFetch(new Request(api, { headers: { accept: 'text/html' } }), { headers })
    for (const { headers } of server.received) {
      expect(headers.get('accept')).toBe('text/plain')
      expect(headers.get('authorization')).toBe('Bearer t1')
    }
    expect(headers).toEqual({ accept: 'text/plain' })
  })

  it('takes URLs, strings and Requests', async () => {
    const server = createApi(ok)
    const tokens = createTokens()
    const { caeFetch } = connect(tokens, server.fetch)
    await caeFetch(new URL(api))
    await caeFetch(new Request(api, { method: 'DELETE' }))
    expect(server.received.map(({ method, token }) => [method, token])).toEqual([
      ['GET', 't1'],
      ['DELETE', 't1'],
    ])
  })

  it('lets fetch say what is wrong with a URL', async () => {
    const { caeFetch } = connect(createTokens(), (input, init) => globalThis.fetch(input, init))
    await expect(caeFetch('http://')).rejects.toBeInstanceOf(TypeError)
  })

  it('goes to Microsoft Graph by default', async () => {
    const server = createApi(ok)
    const tokens = createTokens()
    const caeFetch = createCaeFetch(tokens, { fetch: server.fetch })
    await caeFetch('https://graph.microsoft.com/v1.0/me')
    await caeFetch(api)
    expect(tokens.requests.map(({ scopes }) => scopes)).toEqual([
      ['https://graph.microsoft.com/.default'],
    ])
    expect(server.tokens()).toEqual(['t1', undefined])
  })

  it('looks the global fetch up at each call', async () => {
    const caeFetch = createCaeFetch(createTokens(), { resources: { [api]: ['a'] } })
    const fetch = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => ok())
    await caeFetch(api)
    expect(fetch).toHaveBeenCalledOnce()
    fetch.mockRestore()
  })
})
