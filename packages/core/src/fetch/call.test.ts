import { describe, expect, it } from 'vitest'
import {
  api,
  challenge,
  connect,
  createApi,
  createTokens,
  gate,
  nbf,
  outcome,
  settle,
} from './parties.fixture.ts'

/** Challenges the first token, so that each call is sent twice; the first token comes when the gate opens. */
function scene() {
  const first = gate()
  const server = createApi(({ token }) => (token === 't1' ? challenge(nbf(1)) : new Response('ok')))
  const tokens = createTokens(async (_, number) => {
    if (number === 1) await first.passed
    return {}
  })
  return { server, tokens, first, ...connect(tokens, server.fetch) }
}

type Given = [input: string | URL | Request, init?: RequestInit]

/** What both sends of a call hold when `change` is made while its first token is awaited. */
async function sendsOf(given: Given, change: () => void) {
  const { caeFetch, server, first } = scene()
  const call = caeFetch(...given)
  await settle()
  change()
  first.open()
  await call
  return server.received.map(({ url, method, headers, body }) => ({
    url,
    method,
    id: headers.get('x-id'),
    body,
  }))
}

const twice = <T>(value: T): T[] => [value, value]

describe('what the caller changes after the call changes no send of it', () => {
  it('a URL object', async () => {
    const url = new URL(`${api}list?page=1`)
    const sends = await sendsOf([url], () => {
      url.searchParams.set('page', '2')
      url.host = 'evil.example'
    })
    expect(sends.map((send) => send.url)).toEqual(twice(`${api}list?page=1`))
  })

  it('an input whose text is another at each read', async () => {
    let reads = 0
    const input = { toString: () => (reads++ === 0 ? api : 'https://evil.example/') }
    const sends = await sendsOf([input as unknown as string], () => {})
    expect(sends.map(({ url }) => url)).toEqual(twice(api))
  })

  it('the init, its headers and its body', async () => {
    const headers: Record<string, string> = { 'x-id': '1' }
    const init: RequestInit = { method: 'POST', headers, body: 'first' }
    const sends = await sendsOf([api, init], () => {
      init.method = 'DELETE'
      init.body = 'second'
      headers['x-id'] = '2'
    })
    expect(sends).toEqual(twice({ url: api, method: 'POST', id: '1', body: 'first' }))
  })

  it('Headers, and pairs', async () => {
    const headers = new Headers({ 'x-id': '1' })
    const sends = await sendsOf([api, { headers }], () => headers.set('x-id', '2'))
    expect(sends.map(({ id }) => id)).toEqual(twice('1'))
    const pairs: [string, string][] = [['x-id', '1']]
    const others = await sendsOf([api, { headers: pairs }], () => {
      for (const pair of pairs) pair[1] = '2'
    })
    expect(others.map(({ id }) => id)).toEqual(twice('1'))
  })

  const bytes = new TextEncoder().encode('first')
  const view = new TextEncoder().encode('_first_')
  const params = new URLSearchParams({ text: 'first' })
  const form = new FormData()
  form.set('text', 'first')

  it.each<[string, BodyInit, () => void]>([
    ['a buffer', bytes.buffer, () => bytes.fill(0)],
    ['a view of a part', view.subarray(1, 6), () => view.fill(0)],
    ['a DataView', new DataView(bytes.slice().buffer), () => {}],
    ['URLSearchParams', params, () => params.set('text', 'second')],
    ['FormData', form, () => form.set('text', 'second')],
  ])('%s', async (_, body, change) => {
    const sends = await sendsOf([api, { method: 'POST', body }], change)
    expect(sends).toHaveLength(2)
    for (const send of sends) {
      expect(send.body).toContain('first')
      expect(send.body).not.toContain('second')
    }
  })

  it('nor does it after the answer has begun to wait', async () => {
    const { caeFetch, server, first } = scene()
    first.open()
    await caeFetch(`${api}warm`)
    server.received.length = 0
    const arrived = gate()
    const answered = gate()
    const slow = createTokens()
    const late = connect(slow, async (input, init) => {
      arrived.open()
      if (slow.requests.length === 1) await answered.passed
      return server.fetch(input, init)
    })
    const init = { method: 'POST', body: 'first' }
    const call = late.caeFetch(api, init)
    await arrived.passed
    init.body = 'second'
    answered.open()
    await call
    expect(server.received.map(({ body }) => body)).toEqual(twice('first'))
  })
})

describe('the members of init', () => {
  class Options {
    get method() {
      return 'PUT'
    }
    get headers() {
      return { 'x-id': 'getter' }
    }
    get body() {
      return 'body'
    }
  }

  it.each<[string, Given, object]>([
    [
      'count where they are inherited',
      [api, Object.create({ method: 'POST', headers: { 'x-id': '1' }, body: 'b' })],
      { method: 'POST', id: '1', body: 'b' },
    ],
    [
      'count where they are getters of a class',
      [api, new Options()],
      { method: 'PUT', id: 'getter', body: 'body' },
    ],
    [
      'count where they are those of a Request',
      [
        api,
        new Request('https://other.example/', {
          method: 'POST',
          body: 'b',
          headers: { 'x-id': '1' },
        }),
      ],
      { method: 'POST', id: '1', body: 'b' },
    ],
    [
      'win over those of a Request',
      [
        new Request(api, { method: 'POST', body: 'b', headers: { 'x-id': '1' } }),
        { headers: { 'x-id': '2' } },
      ],
      { method: 'POST', id: '2', body: 'b' },
    ],
    [
      'may be null for the body of a Request, which stays',
      [new Request(api, { method: 'POST', body: 'b' }), { body: null }],
      { method: 'POST', body: 'b' },
    ],
  ])('%s', async (_, given, expected) => {
    const sends = await sendsOf(given, () => {})
    expect(sends).toMatchObject(twice({ url: api, ...expected }))
  })

  it('are read once', async () => {
    const reads: string[] = []
    const init = new Proxy({ method: 'POST', body: 'b', headers: { 'x-id': '1' } } as RequestInit, {
      get(target, name) {
        reads.push(String(name))
        return Reflect.get(target, name)
      },
    })
    await sendsOf([api, init], () => {})
    for (const name of ['method', 'body', 'headers']) {
      expect(reads.filter((read) => read === name)).toHaveLength(1)
    }
  })

  it('may be null for the signal: the Request’s own is left out', async () => {
    const controller = new AbortController()
    const { caeFetch, first } = scene()
    const call = caeFetch(new Request(api, { signal: controller.signal }), { signal: null })
    await settle()
    controller.abort()
    first.open()
    expect((await call).status).toBe(200)
  })

  it('that fetch refuses are refused in its words', async () => {
    const init: RequestInit = JSON.parse('{"headers":null}')
    const native = await outcome(fetch('data:,', init))
    const { caeFetch, first } = scene()
    first.open()
    expect(await outcome(caeFetch(api, init))).toBeInstanceOf(native.constructor)
  })
})

describe('a Request', () => {
  it('keeps its referrer and referrerPolicy', async () => {
    const sent: (RequestInit | undefined)[] = []
    const { caeFetch } = connect(createTokens(), async (_, init) => {
      sent.push(init)
      return new Response('ok')
    })
    await caeFetch(new Request(api, { referrer: '', referrerPolicy: 'no-referrer' }))
    expect(sent).toMatchObject([{ referrerPolicy: 'no-referrer' }])
    await caeFetch(new Request(api), { referrerPolicy: 'origin' })
    expect(sent[1]).toMatchObject({ referrerPolicy: 'origin' })
    await caeFetch(api)
    expect(sent[2]).not.toHaveProperty('referrer')
  })
})
