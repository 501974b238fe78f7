import type { BrowserFetch } from '@caefetch/browser'
import { authContext, type CaeFetch, ConfigurationError, type FetchLike } from '@caefetch/core'
import ky, { type KyInstance, replaceOption } from 'ky'
import { describe, expect, it, vi } from 'vitest'
import { createCaeKy } from './create-cae-ky.ts'
import type { CaeKy, CaeKyOptions } from './options.ts'
import { api, challengeFirst, hang, rejection, served, setScene } from './scene.fixture.ts'

const caeFetch: CaeFetch = async () => served()

describe('an instance', () => {
  it.each(['get', 'post', 'put', 'patch', 'head', 'delete', 'query'] as const)(
    'has %s',
    async (method) => {
      const scene = setScene(challengeFirst())
      await scene.api[method](api)
      expect(scene.received.map((each) => each.method)).toEqual([
        method.toUpperCase(),
        method.toUpperCase(),
      ])
    },
  )

  it('is called with any method, and with a Request', async () => {
    const scene = setScene(challengeFirst())
    await scene.api(api, { method: 'post', json: { id: 1 } })
    await scene.api(new Request(api, { method: 'DELETE' }))
    expect(scene.received.map(({ method, body }) => method + body)).toEqual([
      'POST{"id":1}',
      'POST{"id":1}',
      'DELETE',
    ])
  })

  it('takes a place where a ky instance is asked for', async () => {
    const read = (ky: KyInstance): Promise<string> => ky.get(api).text()
    expect(await read(setScene(challengeFirst()).api)).toBe('served')
  })

  it('passes on what ky does not know', async () => {
    const fetch = vi.fn<FetchLike>(async () => served())
    const scene = setScene(served, { cae: { resources: { [api]: ['a'] }, fetch } })
    const unknown: object = { next: { revalidate: 1 } }
    await scene.api.get(api, unknown)
    expect(fetch.mock.calls[0]?.[1]).toMatchObject(unknown)
  })
})

describe('a fetch of one’s own', () => {
  const fetch = { fetch: globalThis.fetch }

  it('is refused by createCaeKy', () => {
    expect(() => createCaeKy(caeFetch, fetch as CaeKyOptions)).toThrow(ConfigurationError)
    expect(() => createCaeKy(undefined as unknown as CaeFetch)).toThrow(ConfigurationError)
  })

  it('is refused in a call, in a parent, and from an init hook', () => {
    const init = [(options: object) => void Object.assign(options, fetch)]
    const caeKy = createCaeKy(caeFetch)
    expect(() => caeKy.get(api, fetch as CaeKyOptions)).toThrow('give it to `createCaeFetch`')
    expect(() => caeKy.extend(fetch as CaeKyOptions).get(api)).toThrow(ConfigurationError)
    expect(() => caeKy.get(api, { hooks: { init } })).toThrow(ConfigurationError)
  })
})

describe('what ky refuses', () => {
  const refusal = (run: () => unknown): unknown => {
    try {
      return run()
    } catch (error) {
      return error
    }
  }

  it.each([true, null, 1, 'text'])('is refused in the same words: %j', (options) => {
    const given = options as never
    const expected = refusal(() => ky.create(given))
    expect(expected).toBeInstanceOf(TypeError)
    const api = createCaeKy(caeFetch)
    for (const run of [
      () => createCaeKy(caeFetch, given),
      () => api.create(given),
      () => api.extend(given),
      () => api.extend(() => given),
      () => api.get('https://api.contoso.com/', given),
    ]) {
      expect(refusal(run)).toEqual(expected)
    }
  })
})

describe('the options', () => {
  it('are not changed', async () => {
    const frozen = Object.freeze({
      hooks: Object.freeze({ init: Object.freeze([]) as never, beforeError: [] }),
      retry: Object.freeze({ limit: 1, shouldRetry: () => true }),
      cae: Object.freeze({ scopes: ['b'] }),
      timeout: 1000,
    })
    const scene = setScene(served, { ky: frozen })
    const before = structuredClone({ ...frozen, retry: 1 })
    await scene.api.extend(frozen).get(api, frozen)
    expect(structuredClone({ ...frozen, retry: 1 })).toEqual(before)
  })

  it('cannot take away what makes the calls caefetch’s', async () => {
    const scene = setScene(challengeFirst())
    const hooks = replaceOption({ beforeRequest: [] })
    const removed: object = { init: undefined, beforeError: undefined }
    await scene.api.get(api, { hooks })
    await scene.api.get(api, { hooks: removed })
    await scene.api.extend({ hooks }).extend({ hooks: removed }).get(api)
    expect(scene.sent()).toEqual(['t1', 't2', 't2', 't2'])
  })
})

describe('cae', () => {
  const scopesOf = ({ tokens }: ReturnType<typeof setScene>) =>
    tokens.requests.map(({ scopes }) => scopes)

  it('asks of one call', async () => {
    const scene = setScene(served)
    await scene.api.get(api, { cae: { claims: authContext('c1') } })
    await scene.api.get(api)
    expect(scene.tokens.requests.map(({ claims }) => claims)).toEqual([authContext('c1')])
  })

  it('of a call takes the place of the instance’s, member by member and whole', async () => {
    const scene = setScene(served, {
      ky: { cae: { scopes: ['b'], claims: authContext('c1', 'c2'), interaction: 'popup' } },
    })
    await scene.api.get(api)
    await scene.api.get(api, { cae: { claims: authContext('c3') } })
    await scene.api.extend({ cae: { scopes: ['c'] } }).get(api, { cae: { interaction: 'none' } })
    expect(scene.tokens.requests).toMatchObject([
      { scopes: ['b'], claims: authContext('c1', 'c2'), interaction: 'popup' },
      { scopes: ['b'], claims: authContext('c3'), interaction: 'popup' },
      { scopes: ['c'], claims: authContext('c1', 'c2'), interaction: 'none' },
    ])
  })

  it('wraps each send inside of the timeout', async () => {
    const order: string[] = []
    const wrapFetch =
      (fetch: FetchLike): FetchLike =>
      async (input, init) => {
        order.push('sent')
        const response = await fetch(input, init)
        order.push(`answered ${response.status}`)
        return response
      }
    await setScene(challengeFirst()).api.get(api, { cae: { wrapFetch } })
    expect(order).toEqual(['sent', 'answered 401', 'sent', 'answered 200'])
    const stalled = { cae: { wrapFetch: () => hang }, timeout: 1, retry: 0 }
    expect(await rejection(setScene(served).api.get(api, stalled))).toMatchObject({
      name: 'TimeoutError',
    })
  })

  it('is there for the hooks', async () => {
    const beforeRequest = [vi.fn()]
    const cae = { interaction: 'popup' }
    await setScene(served).api.get(api, { cae, hooks: { beforeRequest } })
    expect(beforeRequest[0]?.mock.calls[0]?.[0].options.cae).toEqual(cae)
  })

  it('of a parent is there for a function that extends it', async () => {
    const scene = setScene(served, { ky: { cae: { scopes: ['b'] } } })
    const child = scene.api.extend(({ cae }) => ({
      cae: { scopes: [...(cae?.scopes ?? []), 'c'] },
    }))
    await child.get(api)
    expect(scopesOf(scene)).toEqual([['b', 'c']])
  })
})

describe('extend', () => {
  it('keeps caefetch and the defaults', async () => {
    const scene = setScene(challengeFirst(), { ky: { headers: { a: '1' } } })
    const child = scene.api.extend({ headers: { b: '2' } }).extend(() => ({ prefix: api }))
    expect(await child.get('orders').text()).toBe('served')
    const { headers } = scene.received[1] ?? {}
    expect([headers?.get('a'), headers?.get('b')]).toEqual(['1', '2'])
    expect(scene.tokens.requests).toHaveLength(2)
  })

  it('keeps the timeout away from the user', async () => {
    vi.useFakeTimers()
    const scene = setScene(challengeFirst(), { ky: { timeout: 1000 } })
    const signIn = scene.tokens.hold()
    const call = scene.api.extend({ headers: {} }).get(api).text()
    await vi.advanceTimersByTimeAsync(5000)
    signIn()
    expect(await call).toBe('served')
    vi.useRealTimers()
  })
})

describe('create', () => {
  it('keeps caefetch, and drops the defaults', async () => {
    const scene = setScene(challengeFirst(), {
      ky: { headers: { a: '1' }, cae: { scopes: ['b'] } },
    })
    expect(await scene.api.create({ prefix: api }).get('orders').text()).toBe('served')
    expect(scene.received[1]?.headers.get('a')).toBeNull()
    expect(scene.tokens.requests[0]?.scopes).toEqual(['a'])
    expect(await scene.api.create().get(api).text()).toBe('served')
  })
})

// Compiled, not run: what the types allow and what they do not.
export function types(browserFetch: BrowserFetch, account: never): KyInstance[] {
  const core: CaeKy = createCaeKy(caeFetch, { timeout: 1 })
  const browser = createCaeKy(browserFetch, { cae: { interaction: 'redirect' } })
  void browser.get(api, { cae: { account, interaction: async () => null } })
  void core
    .extend({ cae: { scopes: ['a'] } })
    .post<{ id: number }>(api, { json: {} })
    .json()
  // @ts-expect-error: the browser's interactions have names.
  void browser.get(api, { cae: { interaction: 'telepathy' } })
  // @ts-expect-error: as in a child.
  void browser.extend({ cae: { interaction: 'telepathy' } })
  // @ts-expect-error: fetch belongs to caefetch.
  void core.get(api, { fetch })
  void core.get(api, { cae: { account } })
  return [core, browser, core.extend({}), browser.create()]
}
