import { describe, expect, it } from 'vitest'
import { authContext } from '../claims/auth-context.ts'
import type { ClaimsRequest } from '../claims/claims-request.ts'
import { connect, createApi, createTokens, nbf, outcome } from '../fetch/parties.fixture.ts'
import { challengeOf, createGraph, grantingTokens, graph, partsOf } from './graph.fixture.ts'
import { batchOf, ok, revoked, scene, unlessNewer } from './with-batch.fixture.ts'
import { withBatch } from './with-batch.ts'

describe('parts that are challenged', () => {
  it('leave those beside them that cannot be read as they are', async () => {
    const odd = [{ id: 3, status: 200 }, { status: 'strange' }]
    const challenged = {
      id: '1',
      status: 401,
      headers: { 'WWW-Authenticate': challengeOf(nbf(1)) },
    }
    const api = createApi(({ token }) =>
      Response.json({
        responses: token === 't1' ? [...odd, challenged] : [{ id: '1', status: 200 }],
      }),
    )
    const resources = { 'https://graph.microsoft.com/': ['graph'] }
    const caeFetch = withBatch(connect(createTokens(), api.fetch, { resources }).caeFetch)
    const response = await caeFetch(graph, batchOf('1'))
    expect(await response.json()).toEqual({ responses: [...odd, { id: '1', status: 200 }] })
  })

  it('are sent again alone, with one token request, and the caller sees one response', async () => {
    const { caeFetch, tokens, batches, executed } = scene(unlessNewer(['b', 'd']))
    const response = await caeFetch(graph, batchOf('a', 'b', 'c', 'd'))
    expect(response.status).toBe(200)
    const { responses, ...rest } = await response.json()
    expect(responses.map(({ id, status }: { id: string; status: number }) => [id, status])).toEqual(
      [
        ['d', 200],
        ['c', 200],
        ['b', 200],
        ['a', 200],
      ],
    )
    expect(rest).toEqual({ '@odata.context': 'x' })
    expect(batches).toEqual([
      ['a', 'b', 'c', 'd'],
      ['b', 'd'],
    ])
    expect(executed).toHaveLength(4)
    expect(tokens.requests.map(({ claims }) => claims)).toEqual([undefined, nbf(1)])
  })

  it('take those with them that failed for nothing but them', async () => {
    const { caeFetch, batches, api } = scene((id, token) => {
      if (id === 'x') return { status: 404 }
      return unlessNewer(['b'])(id, token)
    })
    const parts = batchOf('a', 'b>a', 'c>b', 'x', 'd>b+x')
    expect(await partsOf(await caeFetch(graph, parts))).toEqual({
      a: 200,
      b: 200,
      c: 200,
      x: 404,
      d: 424,
    })
    expect(batches[1]).toEqual(['b', 'c'])
    expect(JSON.parse(api.received[1]?.body ?? '').requests).toEqual([
      { id: 'b', method: 'GET', url: '/me' },
      { id: 'c', method: 'GET', url: '/me', dependsOn: ['b'] },
    ])
  })

  it('of a storm of batches cost one token request, and none is executed twice', async () => {
    const { caeFetch, tokens, executed } = scene((_, token) => (token === 't1' ? revoked : ok))
    const ids = Array.from({ length: 20 }, (_, index) => `p${index}`)
    await caeFetch('https://graph.microsoft.com/v1.0/me', batchOf('warm'))
    executed.length = 0
    const batches = Array.from({ length: 10 }, () => caeFetch(graph, batchOf(...ids)))
    for (const response of await Promise.all(batches)) {
      expect(new Set(Object.values(await partsOf(response)))).toEqual(new Set([200]))
    }
    expect(executed).toHaveLength(200)
    expect(tokens.requests).toHaveLength(2)
  })

  it.each<[string, ClaimsRequest, ClaimsRequest, number]>([
    ['are merged where that demands no less', nbf(9), authContext('c1'), 2],
    ['take turns where it would', authContext('c1'), authContext('c2'), 3],
  ])('%s', async (_, one, two, requests) => {
    const { tokens, granted } = grantingTokens()
    const demands: Record<string, ClaimsRequest> = { one, two }
    const { caeFetch } = scene(
      (id, token) => {
        const demand = demands[id]
        const wanted = JSON.stringify(demand?.access_token).slice(1, -1)
        const has = JSON.stringify(granted.get(token) ?? {}).includes(wanted)
        return has ? ok : { status: 401, challenge: challengeOf(demand) }
      },
      { tokens },
    )
    expect(await partsOf(await caeFetch(graph, batchOf('one', 'two')))).toEqual({
      one: 200,
      two: 200,
    })
    expect(tokens.requests).toHaveLength(requests)
  })

  it('without claims earn one forced refresh', async () => {
    const { caeFetch, tokens } = scene((_, token) =>
      token === 't1' ? { status: 401, challenge: challengeOf(undefined) } : ok,
    )
    expect(await partsOf(await caeFetch(graph, batchOf('a')))).toEqual({ a: 200 })
    expect(tokens.requests[1]).toMatchObject({ forceRefresh: true })
  })

  it('are found whatever the case of ids and headers', async () => {
    const answers = [
      { id: 'A', status: 401, headers: { 'www-AUTHENTICATE': [revoked.challenge] } },
      { id: 'b', status: 204, body: '' },
    ]
    const api = createApi(({ token, body }) =>
      token === 't1'
        ? Response.json({ responses: answers })
        : Response.json({
            responses: [{ id: 'A', status: 200, headers: {}, body: JSON.parse(body) }],
          }),
    )
    const resources = { 'https://graph.microsoft.com/': ['graph'] }
    const caeFetch = withBatch(connect(createTokens(), api.fetch, { resources }).caeFetch)
    expect(await partsOf(await caeFetch(graph, batchOf('a', 'b')))).toEqual({ A: 200, b: 204 })
  })
})

describe('what is odd', () => {
  it('headers that are null, a path that is encoded, and an answer without its parts', async () => {
    const api = createApi(({ token }) =>
      Response.json(
        token === 't1'
          ? {
              responses: [
                { id: 'a', ...revoked, headers: { 'WWW-Authenticate': revoked.challenge } },
                { id: 'b', status: 200, headers: null },
                null,
              ],
            }
          : { responses: [] },
      ),
    )
    const resources = { 'https://graph.microsoft.com/': ['graph'] }
    const { caeFetch } = connect(createTokens(), api.fetch, { resources })
    const body = '{"requests":[{"id":"a","headers":null,"dependsOn":null},{"id":"b"}]}'
    const url = graph.replace('$', '%24')
    const response = await withBatch(caeFetch)(url, { method: 'POST', body })
    const parts = [{ id: 'a', status: 401 }, { id: 'b', status: 200 }, null]
    expect(await response.json()).toMatchObject({ responses: parts })
    expect(api.received.map((each) => JSON.parse(each.body).requests.length)).toEqual([2, 1])
  })

  it('a Request whose body is spent: the call rejects, and nothing else does', async () => {
    const { caeFetch } = scene(() => ok)
    const request = new Request(graph, batchOf('a'))
    await request.text()
    expect(await outcome(caeFetch(request))).toBeInstanceOf(TypeError)
  })
})

describe('what is left alone', () => {
  it('a part that brings a token of its own', async () => {
    const { caeFetch, batches } = scene(() => revoked)
    const body = JSON.stringify({
      requests: [{ id: 'a', method: 'GET', url: '/me', headers: { Authorization: 'Bearer own' } }],
    })
    await caeFetch(graph, { method: 'POST', body })
    expect(batches).toHaveLength(1)
  })

  it.each<[string, string]>([
    ['ids that are not unique', '{"requests":[{"id":"a"},{"id":"A"}]}'],
    ['a dependency that is no text', '{"requests":[{"id":"a","dependsOn":[1]}]}'],
    ['parts that are none', '{"requests":[{"id":"a"},null]}'],
    ['no parts', '{"requests":[]}'],
    ['what is no JSON', 'requests'],
    ['parts that were not asked for', '{"requests":[{"id":"z"}]}'],
    ['an unknown dependency', '{"requests":[{"id":"a","dependsOn":["z"]}]}'],
    ['no batch at all', '{"requests":"all"}'],
  ])('%s', async (_, body) => {
    const answers = {
      responses: [{ id: 'a', ...revoked, headers: { 'WWW-Authenticate': revoked.challenge } }],
    }
    const api = createApi(() => Response.json(answers))
    const resources = { 'https://graph.microsoft.com/': ['graph'] }
    const { caeFetch } = connect(createTokens(), api.fetch, { resources })
    const response = await withBatch(caeFetch)(graph, { method: 'POST', body })
    expect(await response.json()).toEqual(answers)
    expect(api.received).toHaveLength(1)
  })

  it('a call that is no batch, and a response that is not JSON, or too long', async () => {
    const long = 'www-authenticate'.repeat(400_000)
    const api = createApi(
      ({ url }) => new Response(url.includes('long') ? long : 'text www-authenticate'),
    )
    const { caeFetch } = connect(createTokens(), api.fetch, {
      resources: { 'https://graph.microsoft.com/': ['graph'] },
    })
    const batched = withBatch(caeFetch)
    expect(await (await batched('https://graph.microsoft.com/v1.0/me')).text()).toContain('text')
    expect(await (await batched(graph, batchOf('a'))).text()).toContain('text')
    expect(await (await batched(`${graph}?long`, batchOf('a'))).text()).toBe(long)
  })

  it('the refusal of the whole batch, which is answered as that of any call', async () => {
    const server = createGraph(unlessNewer(['b']))
    const api = createApi((received) =>
      received.token === 't1'
        ? new Response('', { status: 401, headers: { 'WWW-Authenticate': challengeOf(nbf(5)) } })
        : server.handle(received),
    )
    const { caeFetch } = connect(createTokens(), api.fetch, {
      resources: { 'https://graph.microsoft.com/': ['graph'] },
    })
    const response = await withBatch(caeFetch)(new Request(graph, batchOf('a', 'b')))
    expect(await partsOf(response)).toEqual({ a: 200, b: 200 })
    expect(api.received).toHaveLength(2)
  })
})
