import { describe, expect, it, vi } from 'vitest'
import { InteractionRequiredError } from '../errors.ts'
import { connect, createApi, createTokens, outcome } from '../fetch/parties.fixture.ts'
import { createGraph, graph, partsOf } from './graph.fixture.ts'
import { batchOf, ok, revoked, scene, unlessNewer } from './with-batch.fixture.ts'
import { withBatch } from './with-batch.ts'

describe('parts whose challenge cannot be met', () => {
  const needsPerson = Object.assign(new Error('MFA'), { errorCode: 'interaction_required' })
  const failing = () =>
    createTokens((_, number) => {
      if (number > 1) throw needsPerson
      return {}
    })

  it('keep their 401, and the batch does not reject; who wants to know is told', async () => {
    const onUnresolved = vi.fn()
    const { caeFetch, told } = scene(unlessNewer(['b']), {
      tokens: failing(),
      options: { onUnresolved },
    })
    const response = await caeFetch(graph, batchOf('a', 'b'))
    expect(await partsOf(response)).toEqual({ a: 200, b: 401 })
    expect(onUnresolved).toHaveBeenCalledExactlyOnceWith(expect.any(InteractionRequiredError), [
      'b',
    ])
    expect(told('unresolved')).toMatchObject([{ code: 'interaction_required' }])
  })

  it('may be told to a listener that throws', async () => {
    const onUnresolved = () => {
      throw new Error('from the listener')
    }
    const { caeFetch } = scene(() => revoked, { options: { onUnresolved } })
    expect(await partsOf(await caeFetch(graph, batchOf('a')))).toEqual({ a: 401 })
  })

  it('end the rounds when they repeat', async () => {
    const onUnresolved = vi.fn()
    const { caeFetch, batches } = scene((id) => (id === 'a' ? ok : revoked), {
      options: { onUnresolved },
    })
    expect(await partsOf(await caeFetch(graph, batchOf('a', 'b')))).toEqual({ a: 200, b: 401 })
    expect(batches).toEqual([['a', 'b'], ['b']])
    expect(onUnresolved).toHaveBeenCalledExactlyOnceWith(undefined, ['b'])
  })

  it('keep it when the second batch fails, whatever it fails with', async () => {
    for (const second of [
      () => Promise.reject(new TypeError('fetch failed')),
      async () => new Response('gateway', { status: 502 }),
      async () => new Response('no json'),
    ]) {
      const server = createGraph(unlessNewer(['b']))
      const api = createApi(server.handle)
      let sends = 0
      const { caeFetch } = connect(
        createTokens(),
        (input, init) => (++sends === 1 ? api.fetch(input, init) : second()),
        { resources: { 'https://graph.microsoft.com/': ['graph'] } },
      )
      const response = await withBatch(caeFetch)(graph, batchOf('a', 'b'))
      expect(await partsOf(response)).toEqual({ a: 200, b: 401 })
    }
  })

  it('are given up with the call', async () => {
    const controller = new AbortController()
    const tokens = createTokens((_, number) => {
      if (number === 1) return {}
      controller.abort(new Error('enough'))
      return new Promise(() => {})
    })
    const { caeFetch } = scene(unlessNewer(['b']), { tokens })
    const call = caeFetch(graph, { ...batchOf('a', 'b'), signal: controller.signal })
    expect(await outcome(call)).toEqual(new Error('enough'))
  })
})
