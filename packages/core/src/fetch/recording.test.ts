import { describe, expect, it } from 'vitest'
import { BodyNotReplayableError } from '../errors.ts'
import type { FetchLike } from './cae-request-init.ts'
import { api, challenge, connect, createTokens, gate, nbf, outcome } from './parties.fixture.ts'

/** A source that gives a chunk at each pull, and notes that it was cancelled. */
function sourceOf(chunks: number, size = 1024) {
  const cancelled = gate<unknown>()
  let left = chunks
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (left-- > 0) controller.enqueue(new Uint8Array(size))
      else controller.close()
    },
    cancel: (reason) => cancelled.open(reason),
  })
  return { stream, cancelled: cancelled.passed }
}

/** One KiB, and nothing more for a while. */
function liveSource() {
  const rest = gate()
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => controller.enqueue(new Uint8Array(1024)),
    async pull(controller) {
      await rest.passed
      controller.enqueue(new Uint8Array(1))
      controller.close()
    },
  })
  return { stream, rest }
}

const lengthOf = async (body: BodyInit | null | undefined): Promise<number> =>
  (await new Response(body).arrayBuffer()).byteLength

/** An API that refuses the first token before it reads anything, as a guard in front of a route does. */
function refusingEarly() {
  const lengths: number[] = []
  const again = gate()
  const fetch: FetchLike = async (input, init) => {
    const headers = new Headers(init?.headers)
    if (headers.get('authorization') === 'Bearer t1') return challenge(nbf(1))
    again.open()
    const body = input instanceof Request ? new Request(input, init).body : init?.body
    lengths.push(await lengthOf(body))
    return new Response('ok')
  }
  return {
    again: again.passed,
    lengths,
    ...connect(createTokens(), fetch, { maxReplayBytes: 8192 }),
  }
}

const put = (body: BodyInit | AsyncIterable<Uint8Array>): RequestInit =>
  Object.assign({ method: 'PUT', body: body as BodyInit }, { duplex: 'half' })

describe('a body that the API has not read when it refuses', () => {
  it('is sent whole, within the limit', async () => {
    const { caeFetch, lengths } = refusingEarly()
    expect((await caeFetch(api, put(sourceOf(8).stream))).status).toBe(200)
    const request = new Request(api, { method: 'PUT', body: 'x'.repeat(8192) })
    expect((await caeFetch(request)).status).toBe(200)
    expect(lengths).toEqual([8192, 8192])
  })

  it.each<[string, () => Parameters<FetchLike>]>([
    ['a stream', () => [api, put(sourceOf(9).stream)]],
    ['a Request', () => [new Request(api, { method: 'PUT', body: 'x'.repeat(8193) })]],
    ['an endless stream', () => [api, put(sourceOf(Number.POSITIVE_INFINITY).stream)]],
  ])('is said to be lost beyond it: %s', async (_, given) => {
    const { caeFetch } = refusingEarly()
    const error = await outcome(caeFetch(...given()))
    expect(error).toBeInstanceOf(BodyNotReplayableError)
    expect((await caeFetch(api)).status).toBe(200)
  })

  it('is sent as far as it is there, and on as it comes, where its source is live', async () => {
    const { caeFetch, lengths, again } = refusingEarly()
    const { stream, rest } = liveSource()
    const call = caeFetch(api, put(stream))
    await again
    rest.open()
    expect((await call).status).toBe(200)
    expect(lengths).toEqual([1025])
  })

  it('does not hold up the signal', async () => {
    const { caeFetch } = refusingEarly()
    const controller = new AbortController()
    const call = outcome(caeFetch(api, { ...put(liveSource().stream), signal: controller.signal }))
    controller.abort(new Error('enough'))
    expect(await call).toEqual(new Error('enough'))
  })
})

describe('the source of a streamed body', () => {
  it('is cancelled when the call aborts before it is sent', async () => {
    const { stream, cancelled } = sourceOf(3)
    const tokens = createTokens(() => new Promise(() => {}))
    const { caeFetch } = connect(tokens, async () => new Response())
    const controller = new AbortController()
    const call = outcome(caeFetch(api, { ...put(stream), signal: controller.signal }))
    controller.abort(new Error('enough'))
    await call
    expect(await cancelled).toEqual(new Error('enough'))
  })

  it('is cancelled when the send fails', async () => {
    const { stream, cancelled } = sourceOf(3)
    const { caeFetch } = connect(createTokens(), async () => {
      throw new TypeError('fetch failed')
    })
    await outcome(caeFetch(api, put(stream)))
    expect(await cancelled).toEqual(new TypeError('fetch failed'))
  })

  it('is cancelled when fetch cancels what it sends, and the response is no challenge', async () => {
    const { stream, cancelled } = sourceOf(3)
    const { caeFetch } = connect(createTokens(), async (_, init) => {
      if (init?.body instanceof ReadableStream) await init.body.cancel('not wanted')
      return new Response(null, { status: 413 })
    })
    expect((await caeFetch(api, put(stream))).status).toBe(413)
    expect(await cancelled).toBe('not wanted')
  })

  it('is read on by fetch after a response that came early', async () => {
    const lengths: Promise<number>[] = []
    const { caeFetch } = connect(
      createTokens(),
      async (_, init) => {
        lengths.push(lengthOf(init?.body))
        return new Response('ok')
      },
      { maxReplayBytes: 2048 },
    )
    await caeFetch(api, put(sourceOf(64).stream))
    expect(await Promise.all(lengths)).toEqual([65_536])
  })

  it('is not read ahead of the send', async () => {
    let pulls = 0
    const stream = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          pulls++
          controller.enqueue(new Uint8Array(1))
        },
      },
      { highWaterMark: 0 },
    )
    const { caeFetch } = connect(createTokens(), async () => new Response('ok'))
    await caeFetch(api, put(stream))
    expect(pulls).toBe(0)
  })
})

describe('cae.replay', () => {
  it('that gives nothing is an error that names it', async () => {
    const { caeFetch } = refusingEarly()
    const replay = (() => undefined) as never
    const error = await outcome(caeFetch(api, { method: 'PUT', body: 'x', cae: { replay } }))
    expect(error).toMatchObject({ code: 'configuration', message: /cae\.replay/ })
  })
})
