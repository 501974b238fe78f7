import {
  authContext,
  createAuthorizer,
  createCaeFetch,
  encodeClaims,
  ReauthenticationError,
  type TokenSource,
} from '@caefetch/core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { standingBody, unansweringApi, unreadingApi } from './unkind-api.fixture.ts'
import { unansweringProvider } from './unkind-provider.fixture.ts'
import { withoutMember } from './without-member.fixture.ts'

const place = 'https://api.contoso.com/'
const resources = { [place]: ['orders.read'] }

const numberedTokens = (): TokenSource => {
  let number = 0
  return { getToken: async () => ({ token: `t${++number}` }) }
}

const challenge = (body: BodyInit | null): Response => {
  const header = `Bearer claims="${encodeClaims(authContext('c1'))}"`
  return new Response(body, { status: 401, headers: { 'www-authenticate': header } })
}

const outcome = (promise: Promise<Response>): Promise<unknown> => promise.catch((error) => error)

afterEach(() => {
  vi.useRealTimers()
})

describe('caefetch between parties that are not kind', () => {
  it('replays a stream that an API refused unread', async () => {
    const { body, isCancelled } = standingBody()
    const sent: unknown[] = []
    const api = unreadingApi((token) => (token === 't1' ? challenge(body) : new Response('ok')))
    const caeFetch = createCaeFetch(numberedTokens(), {
      resources,
      fetch: async (input, init) => {
        const response = await api(input, init)
        if (response.status === 200) sent.push(await new Response(init?.body).text())
        return response
      },
    })
    const stream = new Blob(['a long ', 'body']).stream()
    const init = { method: 'POST', body: stream, duplex: 'half' }
    expect((await caeFetch(place, init)).status).toBe(200)
    expect(sent).toEqual(['a long body'])
    expect(isCancelled()).toBe(true)
  })

  it('ends a call whose provider does not answer, and one whose API does not when it is aborted', async () => {
    vi.useFakeTimers()
    const tokens = unansweringProvider()
    const waiting = outcome(createCaeFetch(tokens, { resources, tokenTimeout: 1000 })(place))
    await vi.advanceTimersByTimeAsync(1000)
    expect(await waiting).toBeInstanceOf(ReauthenticationError)
    expect(tokens.requests[0]?.signal?.aborted).toBe(true)

    const caeFetch = createCaeFetch(numberedTokens(), { resources, fetch: unansweringApi })
    const controller = new AbortController()
    const unanswered = outcome(caeFetch(place, { signal: controller.signal }))
    await vi.advanceTimersByTimeAsync(60_000)
    controller.abort('enough')
    expect(await unanswered).toBe('enough')
  })

  it('replays a Request where the platform does not show its body', async () => {
    using _member = withoutMember(Request.prototype, 'body')
    const bodies: string[] = []
    const caeFetch = createCaeFetch(numberedTokens(), {
      resources,
      async fetch(input, init) {
        bodies.push(await new Request(input, init).text())
        return bodies.length === 1 ? challenge(null) : new Response('ok')
      },
    })
    const request = new Request(place, { method: 'POST', body: 'text' })
    expect((await caeFetch(request)).status).toBe(200)
    expect(bodies).toEqual(['text', 'text'])
  })

  it('calls with signals that are a polyfill, which does not throw by itself', async () => {
    using _member = withoutMember(AbortSignal.prototype, 'throwIfAborted')
    const fetch = async (_input: unknown, init?: RequestInit) =>
      String(new Headers(init?.headers).get('authorization')) === 'Bearer t1'
        ? challenge(null)
        : new Response('ok')
    const authorizer = createAuthorizer(numberedTokens(), { resources, fetch })
    const { signal } = new AbortController()
    expect((await authorizer.fetch(place, { signal })).status).toBe(200)
    expect(await authorizer.authorize({ url: place, signal })).toBe('Bearer t2')
    const call = { url: place, signal: AbortSignal.abort('enough') }
    await expect(authorizer.authorize(call)).rejects.toBe('enough')
  })
})
