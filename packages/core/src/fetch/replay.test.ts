import { describe, expect, it, vi } from 'vitest'
import { BodyNotReplayableError, CaeError } from '../errors.ts'
import {
  api,
  challenge,
  connect,
  createApi,
  createTokens,
  nbf,
  outcome,
} from './parties.fixture.ts'

const server = () =>
  createApi(({ token }) => (token === 't1' ? challenge(nbf(1)) : new Response('ok')))

const bytes = (text: string) => new TextEncoder().encode(text)

function streamOf(...chunks: string[]) {
  return new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(bytes(chunk))
      controller.close()
    },
  })
}

const form = () => {
  const data = new FormData()
  data.set('field', 'value')
  return data
}

describe('a body that can be read twice', () => {
  it.each([
    ['a string', 'text', 'text'],
    ['URLSearchParams', new URLSearchParams({ a: 'b' }), 'a=b'],
    ['a Blob', new Blob(['blob']), 'blob'],
    ['an ArrayBuffer', bytes('buffer').buffer, 'buffer'],
    ['a view', bytes('view'), 'view'],
    ['FormData', form(), /name="field"\r\n\r\nvalue/],
    ['nothing', null, ''],
  ])('is sent again as it is: %s', async (_, body, expected) => {
    const { fetch, received } = server()
    const sent = vi.fn(fetch)
    const { caeFetch } = connect(createTokens(), sent)
    expect((await caeFetch(api, { method: 'POST', body })).status).toBe(200)
    expect(received.map(({ token }) => token)).toEqual(['t1', 't2'])
    for (const call of received) expect(call.body).toMatch(expected)
    const [first, second] = sent.mock.calls
    expect(second?.[1]?.body).toBe(first?.[1]?.body)
  })
})

describe('a stream', () => {
  const post = (body: BodyInit): RequestInit =>
    Object.assign({ method: 'POST', body }, { duplex: 'half' })

  it('is kept while it is sent, and sent again whole', async () => {
    const { fetch, received } = server()
    const { caeFetch } = connect(createTokens(), fetch)
    expect((await caeFetch(api, post(streamOf('one ', 'two')))).status).toBe(200)
    expect(received.map(({ body }) => body)).toEqual(['one two', 'one two'])
  })

  it('of more than maxReplayBytes is answered with BodyNotReplayableError, and the next call works', async () => {
    const { fetch, received } = server()
    const tokens = createTokens()
    const { caeFetch, told } = connect(tokens, fetch, { maxReplayBytes: 6 })
    const error = await outcome(caeFetch(api, post(streamOf('one ', 'two'))))
    expect(error).toBeInstanceOf(BodyNotReplayableError)
    if (!(error instanceof CaeError)) return
    expect(await error.response?.text()).toBe('challenged')
    expect(error.claims).toEqual(nbf(1))
    expect(received.map(({ body }) => body)).toEqual(['one two'])
    expect(told('unresolved')).toMatchObject([{ code: 'body_not_replayable' }])
    expect((await caeFetch(api)).status).toBe(200)
    expect(tokens.requests).toHaveLength(2)
  })

  it('of just maxReplayBytes is sent again', async () => {
    const { fetch } = server()
    const { caeFetch } = connect(createTokens(), fetch, { maxReplayBytes: 7 })
    expect((await caeFetch(api, post(streamOf('one ', 'two')))).status).toBe(200)
  })

  it('is not kept beyond the limit, however long it is', async () => {
    let pulled = 0
    let sent = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(new Uint8Array(1024))
        if (++pulled === 1000) controller.close()
      },
    })
    const { caeFetch } = connect(
      createTokens(),
      async (_, init) => {
        if (!(init?.body instanceof ReadableStream)) throw new TypeError('no stream')
        const reader = init.body.getReader()
        // The copy may run ahead of the send by what is kept, and no further.
        for (let read = await reader.read(); !read.done; read = await reader.read()) {
          sent++
          expect(pulled - sent).toBeLessThan(8)
        }
        return new Response('ok')
      },
      { maxReplayBytes: 4096 },
    )
    await caeFetch(api, post(endless))
    expect(sent).toBe(1000)
  })

  it('that fails while it is sent fails the call, and nothing is left unhandled', async () => {
    const failing = new ReadableStream<Uint8Array>({
      pull: () => Promise.reject(new Error('the disk is gone')),
    })
    const { caeFetch } = connect(createTokens(), server().fetch)
    expect(await outcome(caeFetch(api, post(failing)))).toBeInstanceOf(Error)
  })

  it('is not read again when the call gives a fresh body', async () => {
    const { fetch, received } = server()
    const replay = vi.fn(() => streamOf('fresh'))
    const { caeFetch } = connect(createTokens(), fetch, { maxReplayBytes: 0 })
    const response = await caeFetch(api, { ...post(streamOf('first')), cae: { replay } })
    expect(response.status).toBe(200)
    expect(received.map(({ body }) => body)).toEqual(['first', 'fresh'])
    expect(replay).toHaveBeenCalledOnce()
  })

  it('needs no `duplex` from the caller, with a fresh body or without', async () => {
    const { fetch, received } = server()
    const { caeFetch } = connect(createTokens(), fetch)
    const open = () => streamOf('text')
    await caeFetch(api, { method: 'PUT', body: open(), cae: { replay: open } })
    await caeFetch(api, { method: 'PUT', body: open() })
    expect(received.map(({ body }) => body)).toEqual(['text', 'text', 'text'])
  })
})

describe('a Request', () => {
  it('is sent again with its body, method and headers', async () => {
    const { fetch, received } = server()
    const { caeFetch } = connect(createTokens(), fetch)
    const headers = { 'content-type': 'application/json' }
    await caeFetch(new Request(api, { method: 'PATCH', body: '{}', headers }))
    expect(received.map(({ method, body }) => [method, body])).toEqual([
      ['PATCH', '{}'],
      ['PATCH', '{}'],
    ])
    expect(received[1]?.headers.get('content-type')).toBe('application/json')
  })

  it('with FormData keeps its boundary', async () => {
    const { fetch, received } = server()
    const { caeFetch } = connect(createTokens(), fetch)
    await caeFetch(new Request(api, { method: 'POST', body: form() }))
    const [first, second] = received
    expect(second?.headers.get('content-type')).toBe(first?.headers.get('content-type'))
    expect(second?.body).toBe(first?.body)
    expect(second?.body).toContain('value')
  })

  it('with a body over maxReplayBytes is answered with BodyNotReplayableError', async () => {
    const { caeFetch } = connect(createTokens(), server().fetch, { maxReplayBytes: 3 })
    const error = await outcome(caeFetch(new Request(api, { method: 'POST', body: 'four' })))
    expect(error).toBeInstanceOf(BodyNotReplayableError)
  })

  it('without a body is sent again as it is', async () => {
    const { fetch, received } = server()
    const { caeFetch } = connect(createTokens(), fetch, { maxReplayBytes: 0 })
    expect((await caeFetch(new Request(api))).status).toBe(200)
    expect(received).toHaveLength(2)
  })

  it('whose body was used is left to fetch, which says so', async () => {
    const request = new Request(api, { method: 'POST', body: 'x' })
    await request.text()
    const { caeFetch } = connect(createTokens(), server().fetch)
    expect(await outcome(caeFetch(request))).toBeInstanceOf(TypeError)
  })
})
