import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BodyNotReplayableError } from '../errors.ts'
import { createCaeFetch } from './cae-fetch.ts'
import type { CaeRequestInit } from './cae-request-init.ts'
import { challenge, createTokens, nbf, outcome } from './parties.fixture.ts'

// Over HTTP, a guard answers 401 before the body has been read, and often before it has been sent.

const closing: (() => Promise<unknown>)[] = []
const unhandled: unknown[] = []
const note = (reason: unknown) => void unhandled.push(reason)

beforeEach(() => {
  process.on('unhandledRejection', note)
})
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
  // Node tells of them when the microtasks are done.
  await new Promise(setImmediate)
  process.off('unhandledRejection', note)
  expect(unhandled.splice(0)).toEqual([])
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(async () => {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`
}

const header = challenge(nbf(1)).headers.get('www-authenticate') ?? ''

/** An API that refuses the first token before it reads, and counts the bytes of what it takes. */
async function setScene(options: { maxReplayBytes?: number } = {}) {
  const taken: number[] = []
  const url = await serve(async (request, response) => {
    if (request.headers.authorization === 'Bearer t1') {
      response.writeHead(401, { 'WWW-Authenticate': header }).end('refused')
      return
    }
    let size = 0
    for await (const chunk of request) size += chunk.length
    taken.push(size)
    response.end('ok')
  })
  const tokens = createTokens()
  const caeFetch = createCaeFetch(tokens, { resources: { [url]: ['a'] }, ...options })
  return { url, caeFetch, taken, tokens }
}

const kilobyte = new Uint8Array(1024)
const megabyte = 1024 * 1024

function streamOf(size: number): ReadableStream<Uint8Array> {
  let left = size
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(kilobyte)
      left -= kilobyte.length
      if (left <= 0) controller.close()
    },
  })
}

async function* iterableOf(size: number): AsyncGenerator<Uint8Array> {
  for (let left = size; left > 0; left -= kilobyte.length) yield kilobyte
}

/** A body that is still being made: it begins, and goes on when it is let. */
function liveStream() {
  const source = Promise.withResolvers<ReadableStreamDefaultController<Uint8Array>>()
  const cancelled = Promise.withResolvers<unknown>()
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(kilobyte)
      source.resolve(controller)
    },
    cancel: cancelled.resolve,
  })
  return { body, source: source.promise, cancelled: cancelled.promise }
}

const put = (body: unknown, init: CaeRequestInit = {}): CaeRequestInit =>
  Object.assign({ method: 'PUT', duplex: 'half' }, { body: body as BodyInit }, init)

/** The bodies that can be read only once. */
const bodies: [string, (url: string, size: number) => [RequestInfo, CaeRequestInit?]][] = [
  ['a stream', (url, size) => [url, put(streamOf(size))]],
  ['an async iterable', (url, size) => [url, put(iterableOf(size))]],
  ['a Request', (url, size) => [new Request(url, { method: 'PUT', body: 'x'.repeat(size) })]],
  ['a Request of a stream', (url, size) => [new Request(url, put(streamOf(size)))]],
]

describe.each(bodies)('%s that the API refuses before it has read it', (_, make) => {
  it.each([1024, 256 * 1024, megabyte])('is sent again whole: %i bytes', async (size) => {
    const { url, caeFetch, taken } = await setScene()
    expect((await caeFetch(...make(url, size))).status).toBe(200)
    expect(taken).toEqual([size])
  })

  it('ends the call where it is longer than what is kept, and the next call works', async () => {
    const { url, caeFetch, taken, tokens } = await setScene({ maxReplayBytes: 64 * 1024 })
    const error = await outcome(caeFetch(...make(url, 5 * megabyte)))
    expect(error).toBeInstanceOf(BodyNotReplayableError)
    expect(error).toMatchObject({ response: { status: 401 } })
    expect((await caeFetch(...make(url, megabyte))).status).toBe(200)
    expect(taken).toEqual([megabyte])
    expect(tokens.requests).toHaveLength(2)
  })

  it('is sent again anew where the call can make it anew', async () => {
    const { url, caeFetch, taken } = await setScene({ maxReplayBytes: 0 })
    const [input, init] = make(url, 2 * megabyte)
    const replay = () => streamOf(2 * megabyte)
    expect((await caeFetch(input, { ...init, cae: { replay } })).status).toBe(200)
    expect(taken).toEqual([2 * megabyte])
  })
})

describe('a live body that the API refuses before it has read it', () => {
  it('is sent again from its beginning, and on as it comes', async () => {
    const { url, caeFetch, taken } = await setScene()
    const { body, source } = liveStream()
    const call = caeFetch(url, put(body))
    const controller = await source
    // Until the call has been challenged and is sent again, nothing comes.
    setTimeout(() => {
      controller.enqueue(kilobyte)
      controller.close()
    }, 400)
    expect((await call).status).toBe(200)
    expect(taken).toEqual([2 * kilobyte.length])
  })

  it('does not hold up the signal, and is cancelled', async () => {
    const { url, caeFetch } = await setScene()
    const { body, cancelled } = liveStream()
    const controller = new AbortController()
    const call = outcome(caeFetch(url, put(body, { signal: controller.signal })))
    setTimeout(() => controller.abort(new Error('enough')), 100)
    expect(await call).toEqual(new Error('enough'))
    await cancelled
  })
})
