import { describe, expect, it, vi } from 'vitest'
import { authContext } from '../claims/auth-context.ts'
import { CaeError, InteractionRequiredError, ReauthenticationError } from '../errors.ts'
import {
  api,
  challenge,
  challenging,
  connect,
  createApi,
  createTokens,
  nbf,
  ok,
  outcome,
  settle,
} from './parties.fixture.ts'

const revocation = nbf(100)
const stepUp = authContext('c1')

describe('a challenge that cannot be satisfied', () => {
  const refuse = (error: unknown) =>
    createTokens((_, number) => {
      if (number > 1) throw error
      return {}
    })

  it('rejects with InteractionRequiredError when a person is needed', async () => {
    const cause = Object.assign(new Error('AADSTS50076'), {
      name: 'InteractionRequiredAuthError',
      claims: JSON.stringify({ access_token: { capolids: { essential: true, values: ['p'] } } }),
    })
    const { caeFetch, told } = connect(refuse(cause), challenging({ t1: stepUp }).fetch)
    const error = await outcome(caeFetch(api))
    expect(error).toBeInstanceOf(InteractionRequiredError)
    if (!(error instanceof CaeError)) return
    expect(error.cause).toBe(cause)
    expect(error.claims).toEqual({
      access_token: { ...stepUp.access_token, capolids: { essential: true, values: ['p'] } },
    })
    expect(await error.response?.text()).toBe('challenged')
    expect(Object.keys(error)).not.toContain('response')
    expect(told('unresolved')).toMatchObject([{ code: 'interaction_required' }])
  })

  it('rejects with ReauthenticationError otherwise', async () => {
    const cause = new Error('the network is down')
    const { caeFetch } = connect(refuse(cause), challenging({ t1: stepUp }).fetch)
    const error = await outcome(caeFetch(api))
    expect(error).toBeInstanceOf(ReauthenticationError)
    expect(error).toMatchObject({ cause, claims: stepUp, response: { status: 401 } })
  })

  it('gives each of the waiting calls its own error and response', async () => {
    const server = challenging({ t1: revocation })
    const { caeFetch } = connect(refuse(new Error('no')), server.fetch)
    const [one, two] = await Promise.all([outcome(caeFetch(api)), outcome(caeFetch(api))])
    expect(one).toBeInstanceOf(ReauthenticationError)
    expect(one).not.toBe(two)
    expect(one).toMatchObject({ response: { bodyUsed: false } })
    expect(two).toMatchObject({ response: { bodyUsed: false } })
  })

  it('keeps the held token for calls that need no more', async () => {
    const server = createApi(({ url, token }) =>
      url.endsWith('admin') && token === 't1' ? challenge(stepUp) : ok(),
    )
    const { caeFetch } = connect(refuse(new Error('no')), server.fetch)
    await outcome(caeFetch(`${api}admin`))
    expect((await caeFetch(api)).status).toBe(200)
    expect(server.tokens()).toEqual(['t1', 't1'])
  })
})

describe('a signal', () => {
  it('stops the wait for a new token at once, and frees the response', async () => {
    const cancel = vi.fn()
    const dropped = () => new Response(new ReadableStream({ cancel }), challenge(revocation))
    const server = createApi(dropped)
    const tokens = createTokens((_, number) => (number > 1 ? new Promise(() => {}) : {}))
    const { caeFetch } = connect(tokens, server.fetch)
    const controller = new AbortController()
    const call = outcome(caeFetch(api, { signal: controller.signal }))
    await settle()
    expect(tokens.requests).toHaveLength(2)
    controller.abort(new Error('changed my mind'))
    expect(await call).toEqual(new Error('changed my mind'))
    expect(cancel).toHaveBeenCalledOnce()
    expect(tokens.requests[1]?.signal?.aborted).toBe(true)
  })
})
