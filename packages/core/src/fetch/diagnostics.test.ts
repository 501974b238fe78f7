import { afterEach, describe, expect, it, vi } from 'vitest'
import { createCaeFetch } from './cae-fetch.ts'
import { api, connect, createApi, createTokens, ok, outcome } from './parties.fixture.ts'

const refused = () =>
  new Response('', { status: 401, headers: { 'WWW-Authenticate': 'Bearer realm="x"' } })

describe('what is told once', () => {
  it('a call that matched no resource and is refused, with the nearest entry', async () => {
    const { caeFetch, told } = connect(createTokens(), createApi(refused).fetch, {
      resources: { 'https://api.contoso.com/v1/': ['a'], 'https://graph.microsoft.com/': ['b'] },
    })
    await caeFetch('https://api.contoso.com/v2/orders?key=private')
    await caeFetch('https://api.contoso.com/v2/others')
    const [event, ...others] = told('diagnostic')
    expect(others).toEqual([])
    expect(event).toMatchObject({
      code: 'no_resource_matched',
      message: expect.stringContaining('https://api.contoso.com/v1/'),
    })
    expect(JSON.stringify(event)).not.toContain('private')
  })

  it('nothing of a call elsewhere that is answered, or refused without a Bearer challenge', async () => {
    const { caeFetch, told } = connect(createTokens(), async (input) =>
      String(input).endsWith('401') ? new Response('', { status: 401 }) : ok(),
    )
    await caeFetch('https://elsewhere.example/')
    await caeFetch('https://elsewhere.example/401')
    expect(told('diagnostic')).toEqual([])
  })

  it('that a caller brings an Authorization header of its own', async () => {
    const { caeFetch, told } = connect(createTokens(), createApi(ok).fetch)
    const init = { headers: { authorization: 'Bearer x' } }
    await caeFetch(api, init)
    await caeFetch(api, init)
    expect(told('diagnostic')).toMatchObject([{ code: 'own_authorization' }])
  })

  it('an expiresOn in seconds, which is taken for what it means', async () => {
    const seconds = Math.floor(Date.now() / 1000) + 3600
    const tokens = createTokens(() => ({ expiresOn: seconds }))
    const { caeFetch, told } = connect(tokens, createApi(ok).fetch)
    await caeFetch(api)
    await caeFetch(api)
    expect(tokens.requests).toHaveLength(1)
    expect(told('diagnostic')).toMatchObject([{ code: 'expiry_in_seconds' }])
  })
})

describe('a token that no header can hold', () => {
  it.each(['tok\nen', 'two words', '', 'tok\r\nX-Evil: 1'])(
    '%j stands in no message',
    async (token) => {
      const { caeFetch } = connect(
        createTokens(() => ({ token })),
        createApi(ok).fetch,
      )
      const error = await outcome(caeFetch(api))
      expect(error).toMatchObject({ code: 'reauthentication_failed' })
      if (token) expect(String(error)).not.toContain(token)
      expect(String(error)).toContain(api)
    },
  )
})

describe('globalThis.fetch', () => {
  const original = globalThis.fetch
  afterEach(() => {
    globalThis.fetch = original
  })

  it('may be caefetch itself', async () => {
    const server = createApi(ok)
    globalThis.fetch = server.fetch
    globalThis.fetch = createCaeFetch(createTokens(), { resources: { [api]: ['a'] } })
    expect((await fetch(api)).status).toBe(200)
    expect((await fetch('https://elsewhere.example/')).status).toBe(200)
    expect(server.tokens()).toEqual(['t1', undefined])
  })

  it('may be wrapped by others afterwards, who see what is sent', async () => {
    const server = createApi(ok)
    globalThis.fetch = server.fetch
    const caeFetch = createCaeFetch(createTokens(), { resources: { [api]: ['a'] } })
    globalThis.fetch = caeFetch
    const beneath = globalThis.fetch
    const traced = vi.fn((...call: Parameters<typeof fetch>) => beneath(...call))
    globalThis.fetch = traced
    expect((await fetch(api)).status).toBe(200)
    expect((await caeFetch(api)).status).toBe(200)
    expect(server.tokens()).toEqual(['t1', 't1'])
    expect(traced).toHaveBeenCalledTimes(3)
  })
})
