import { text } from 'node:stream/consumers'
import { runInNewContext } from 'node:vm'
import { authContext, BodyNotReplayableError, createCaeFetch } from '@caefetch/core'
import { fakeTokens } from '@caefetch/testing'
import { describe, expect, it, vi } from 'vitest'
import { createCaeKy } from './create-cae-ky.ts'
import type { CaeKyOptions } from './options.ts'
import { challengeHeader, rejection, serve } from './scene.fixture.ts'

interface Upload {
  token: string | undefined
  type: string | undefined
  length: string | undefined
  body: string
}

/** An API that reads each upload to its end, and answers with these statuses; each 401 wants something else. */
async function setScene(...statuses: number[]) {
  const uploads: Upload[] = []
  const server = await serve(async (request, response) => {
    const { authorization, 'content-type': type, 'content-length': length } = request.headers
    const token = authorization?.slice('Bearer '.length)
    uploads.push({ token, type, length, body: await text(request) })
    const headers = {
      'WWW-Authenticate': challengeHeader(authContext(token ?? '')),
      'Retry-After': '0',
    }
    response.writeHead(statuses.shift() ?? 200, headers).end()
  })
  const caeFetch = createCaeFetch(fakeTokens(), { resources: { [server.url]: ['a'] } })
  return {
    api: createCaeKy(caeFetch),
    uploads,
    tokens: () => uploads.map(({ token }) => token),
    url: server.url,
    [Symbol.asyncDispose]: server[Symbol.asyncDispose],
  }
}

const megabyte = 'caefetch'.repeat(131_072)
const large = megabyte.repeat(5)

const form = (): FormData => {
  const data = new FormData()
  data.set('file', new Blob([large]), 'large.bin')
  return data
}

const streamOf = (...chunks: string[]) =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk))
      controller.close()
    },
  })

describe('an upload of 5 MB', () => {
  it.each<[string, () => CaeKyOptions]>([
    ['a string', () => ({ body: large })],
    ['a Blob', () => ({ body: new Blob([large], { type: 'application/pdf' }) })],
    ['an ArrayBuffer', () => ({ body: new TextEncoder().encode(large).buffer })],
    ['a form', () => ({ body: form() })],
    ['form fields', () => ({ body: new URLSearchParams({ large }) })],
    ['JSON', () => ({ json: { large } })],
  ])('is sent again whole after a challenge: %s', async (_, options) => {
    await using scene = await setScene(401)
    expect((await scene.api.post(scene.url, options())).status).toBe(200)
    const [first, second] = scene.uploads
    expect(first?.body).toContain(large)
    expect(scene.uploads).toEqual([first, { ...first, token: 't2' }])
    expect(second?.length).toBe(String(second?.body.length))
  })

  it('is sent again whole as often as it is challenged', async () => {
    await using scene = await setScene(401, 401)
    await scene.api.post(scene.url, { body: large })
    expect(scene.tokens()).toEqual(['t1', 't2', 't3'])
    for (const { body } of scene.uploads) expect(body).toBe(large)
  })

  it('is sent again whole after a challenge, and once more when ky retries', async () => {
    await using scene = await setScene(401, 503)
    await scene.api.put(scene.url, { body: large })
    expect(scene.tokens()).toEqual(['t1', 't2', 't2'])
    for (const { body } of scene.uploads) expect(body).toBe(large)
  })

  it('is sent again whole when ky’s own retry is challenged', async () => {
    await using scene = await setScene(503, 401)
    await scene.api.put(scene.url, { body: large })
    expect(scene.tokens()).toEqual(['t1', 't1', 't2'])
    for (const { body } of scene.uploads) expect(body).toBe(large)
  })

  it('is sent again whole while its progress is told', async () => {
    await using scene = await setScene(401)
    const onUploadProgress = vi.fn()
    await scene.api.post(scene.url, { body: large, onUploadProgress })
    expect(scene.uploads[1]?.body).toBe(large)
    expect(onUploadProgress).toHaveBeenLastCalledWith(
      expect.objectContaining({ transferredBytes: large.length }),
      expect.anything(),
    )
  })

  it('is the one that a hook made of it', async () => {
    await using scene = await setScene(401)
    const body = `${megabyte}${megabyte}`
    const beforeRequest = [({ request }: { request: Request }) => new Request(request, { body })]
    await scene.api.post(scene.url, { json: {}, hooks: { beforeRequest } })
    expect(scene.uploads.map((upload) => upload.body)).toEqual([body, body])
  })

  it('is the one that the call itself has for it', async () => {
    await using scene = await setScene(401)
    const replay = vi.fn(() => 'fresh')
    await scene.api.post(scene.url, { body: large, cae: { replay } })
    expect(replay).toHaveBeenCalledOnce()
    expect(scene.uploads[1]?.body).toBe('fresh')
  })
})

describe('a stream', () => {
  it('of up to maxReplayBytes is sent again whole', async () => {
    await using scene = await setScene(401)
    await scene.api.post(scene.url, { body: streamOf('one ', 'two') })
    expect(scene.uploads.map(({ body }) => body)).toEqual(['one two', 'one two'])
  })

  it('of more is answered with BodyNotReplayableError, and the next call works', async () => {
    await using scene = await setScene(401)
    // ky retries PUT, and is asked to retry everything.
    const retry = { shouldRetry: () => true, delay: () => 0 }
    const call = () => scene.api.put(scene.url, { body: streamOf(megabyte, megabyte), retry })
    const error = await rejection(call())
    expect(error).toBeInstanceOf(BodyNotReplayableError)
    expect(error).toMatchObject({ response: { status: 401 } })
    expect(scene.tokens()).toEqual(['t1'])
    expect((await call()).status).toBe(200)
  })

  it('of another realm is one as well', async () => {
    await using scene = await setScene(401)
    const chunks = [new TextEncoder().encode(megabyte), new TextEncoder().encode(megabyte)]
    const body: BodyInit = runInNewContext(
      '({ async *[Symbol.asyncIterator]() { yield* chunks } })',
      { chunks },
    )
    expect(body).not.toBeInstanceOf(Object)
    expect(await rejection(scene.api.post(scene.url, { body }))).toBeInstanceOf(
      BodyNotReplayableError,
    )
  })

  it('of more is sent again where the call has it anew', async () => {
    await using scene = await setScene(401)
    const open = () => streamOf(megabyte, megabyte)
    await scene.api.post(scene.url, { body: open(), cae: { replay: open } })
    expect(scene.uploads[1]?.body).toBe(megabyte.repeat(2))
  })
})
