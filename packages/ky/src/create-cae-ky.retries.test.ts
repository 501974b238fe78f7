import {
  ConfigurationError,
  createCaeFetch,
  InteractionRequiredError,
  ReauthenticationError,
} from '@caefetch/core'
import { fakeTokens, interactionRequired } from '@caefetch/testing'
import { isNetworkError } from 'ky'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createCaeKy } from './create-cae-ky.ts'
import {
  api,
  challengeFirst,
  challengeHeader,
  hang,
  inTurn,
  refuse,
  rejection,
  serve,
  served,
  setScene,
} from './scene.fixture.ts'

afterEach(() => void vi.useRealTimers())

const atOnce = { delay: () => 0 }

describe('what the API refuses for now', () => {
  it.each([429, 503])('is retried after its Retry-After, and no sooner: %i', async (status) => {
    vi.useFakeTimers()
    const scene = setScene(challengeFirst(inTurn(refuse(status, { 'Retry-After': '7' }), served)))
    const call = scene.api.get(api).text()
    await vi.advanceTimersByTimeAsync(6999)
    expect(scene.sent()).toEqual(['t1', 't2'])
    await vi.advanceTimersByTimeAsync(1)
    expect(await call).toBe('served')
    expect(scene.sent()).toEqual(['t1', 't2', 't2'])
    expect(scene.tokens.requests).toHaveLength(2)
  })

  it('is retried as often as ky is told to, replays not counted', async () => {
    const scene = setScene(challengeFirst(inTurn(refuse(503), refuse(503), served)))
    expect(await scene.api.get(api, { retry: { limit: 2, ...atOnce } }).text()).toBe('served')
    expect(scene.sent()).toEqual(['t1', 't2', 't2', 't2'])
  })

  it('is challenged when it is retried, and sent again, all in one retry', async () => {
    const scene = setScene(inTurn(refuse(503), challengeFirst(), served))
    const beforeRetry = vi.fn()
    const retry = { limit: 1, ...atOnce }
    const call = scene.api.get(api, { retry, hooks: { beforeRetry: [beforeRetry] } })
    expect(await call.text()).toBe('served')
    expect(scene.sent()).toEqual(['t1', 't1', 't2'])
    expect(beforeRetry).toHaveBeenCalledOnce()
  })

  it('is not retried for a POST, as in ky', async () => {
    const scene = setScene(challengeFirst(refuse(503)))
    expect(await rejection(scene.api.post(api))).toMatchObject({ response: { status: 503 } })
    expect(scene.sent()).toEqual(['t1', 't2'])
  })
})

describe('a network fault', () => {
  it('is retried', async () => {
    let requests = 0
    await using server = await serve((request, response) => {
      if (++requests === 1) request.socket.destroy()
      else response.end('served')
    })
    const caeFetch = createCaeFetch(fakeTokens(), { resources: { [server.url]: ['a'] } })
    expect(await createCaeKy(caeFetch).get(server.url, { retry: atOnce }).text()).toBe('served')
    expect(requests).toBe(2)
  })

  it('of the replay is retried', async () => {
    let requests = 0
    await using server = await serve((request, response) => {
      requests++
      if (requests === 1) response.writeHead(401, { 'WWW-Authenticate': challengeHeader() }).end()
      else if (requests === 2) request.socket.destroy()
      else response.end('served')
    })
    const tokens = fakeTokens()
    const caeFetch = createCaeFetch(tokens, { resources: { [server.url]: ['a'] } })
    expect(await createCaeKy(caeFetch).get(server.url, { retry: atOnce }).text()).toBe('served')
    expect(tokens.requests).toHaveLength(2)
  })

  it('that stays is ky’s NetworkError', async () => {
    const caeFetch = createCaeFetch(fakeTokens(), { resources: { 'http://127.0.0.1:1/': ['a'] } })
    const call = createCaeKy(caeFetch).get('http://127.0.0.1:1/', { retry: atOnce })
    expect(isNetworkError(await rejection(call))).toBe(true)
  })

  it('on the way to Entra is retried only where the application says so', async () => {
    const answers = [new TypeError('fetch failed'), 't1', new TypeError('fetch failed'), 't2']
    const scene = setScene(served, { tokens: { answers } })
    expect(await rejection(scene.api.get(api, { retry: atOnce }))).toBeInstanceOf(
      ReauthenticationError,
    )
    const another = setScene(served, { tokens: { answers } })
    const shouldRetry = ({ error }: { error: Error }) =>
      error instanceof ReauthenticationError || undefined
    const call = another.api.get(api, { retry: { ...atOnce, shouldRetry } })
    expect(await call.text()).toBe('served')
    expect(another.tokens.requests).toHaveLength(2)
  })
})

describe('what no retry mends', () => {
  const retry = { shouldRetry: () => true, ...atOnce }

  it('is asked of the user once: InteractionRequiredError', async () => {
    const tokens = { answers: ['t1', interactionRequired()] }
    const scene = setScene(challengeFirst(), { tokens })
    const error = await rejection(scene.api.get(api, { retry }))
    expect(error).toBeInstanceOf(InteractionRequiredError)
    expect(scene.tokens.requests).toHaveLength(2)
    expect(scene.sent()).toEqual(['t1'])
  })

  it('is asked of the user once without shouldRetry, and for whatever limit', async () => {
    const scene = setScene(served, { tokens: { answers: () => interactionRequired() } })
    for (const retry of [5, { limit: 5 }]) {
      expect(await rejection(scene.api.get(api, { retry }))).toBeInstanceOf(
        InteractionRequiredError,
      )
    }
    expect(scene.tokens.requests).toHaveLength(2)
  })

  it('is not tried again: ConfigurationError', async () => {
    const scene = setScene(served)
    const error = await rejection(scene.api.get(api, { retry, cae: { scopes: [] } }))
    expect(error).toBeInstanceOf(ConfigurationError)
    expect(scene.sent()).toEqual([])
  })

  it('leaves shouldRetry its say about all else', async () => {
    const shouldRetry = vi.fn(() => false)
    const scene = setScene(refuse(503))
    await rejection(scene.api.get(api, { retry: { shouldRetry } }))
    expect(shouldRetry).toHaveBeenCalledExactlyOnceWith({
      error: expect.objectContaining({ name: 'HTTPError' }),
      retryCount: 1,
    })
    expect(scene.sent()).toEqual(['t1'])
  })
})

describe('an abort', () => {
  it('ends a send, and is not retried', async () => {
    const controller = new AbortController()
    const scene = setScene(hang)
    const call = scene.api.get(api, { signal: controller.signal, retry: atOnce })
    await vi.waitFor(() => expect(scene.sent()).toEqual(['t1']))
    controller.abort(new Error('changed my mind'))
    expect(await rejection(call)).toEqual(new Error('changed my mind'))
    expect(scene.received[0]?.signal.aborted).toBe(true)
    expect(scene.sent()).toEqual(['t1'])
  })

  it('ends the wait for a token', async () => {
    const controller = new AbortController()
    const scene = setScene(served)
    scene.tokens.hold()
    const call = scene.api.get(api, { signal: controller.signal })
    await vi.waitFor(() => expect(scene.tokens.requests).toHaveLength(1))
    controller.abort(new Error('changed my mind'))
    expect(await rejection(call)).toEqual(new Error('changed my mind'))
  })
})
