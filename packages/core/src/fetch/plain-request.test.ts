import { afterEach, describe, expect, it, vi } from 'vitest'
import { authContext } from '../claims/auth-context.ts'
import {
  api,
  challenge,
  claimsOf,
  connect,
  createApi,
  createTokens,
  gate,
  nbf,
  ok,
  outcome,
  settle,
  times,
} from './parties.fixture.ts'

describe('a plain request', () => {
  it('is shared by the calls that have no token', async () => {
    const tokens = createTokens()
    const { caeFetch } = connect(tokens, createApi(ok).fetch)
    await Promise.all(times(10, () => caeFetch(api)))
    expect(tokens.requests).toHaveLength(1)
  })

  /** A challenge to t1 while its renewal, t2, is under way; the answer to the challenge is t3. */
  async function challengedWhileRenewing() {
    const renewal = gate()
    const answer = gate()
    const server = createApi(({ url, token }) =>
      url.endsWith('admin') && token !== 't3' ? challenge(authContext('c1')) : ok(),
    )
    vi.useFakeTimers({ toFake: ['Date'] })
    const tokens = createTokens(async (_, number) => {
      if (number === 1) return { refreshOn: Date.now() + 1 }
      await [renewal, answer][number - 2]?.passed
      return {}
    })
    const { caeFetch } = connect(tokens, server.fetch)
    await caeFetch(api)
    vi.advanceTimersByTime(1)
    const call = caeFetch(`${api}admin`)
    await settle()
    expect(claimsOf(tokens.requests)).toEqual([undefined, undefined, authContext('c1')])
    return { renewal, answer, call, caeFetch, server }
  }
  afterEach(() => void vi.useRealTimers())

  it('that runs does not swallow a challenge', async () => {
    const { renewal, answer, call, caeFetch, server } = await challengedWhileRenewing()
    renewal.open()
    await settle()
    answer.open()
    expect((await call).status).toBe(200)
    await caeFetch(api)
    expect(server.tokens()).toEqual(['t1', 't1', 't3', 't3'])
  })

  it('that ends after the answer to a challenge does not replace it', async () => {
    const { renewal, answer, call, caeFetch, server } = await challengedWhileRenewing()
    answer.open()
    expect((await call).status).toBe(200)
    renewal.open()
    await settle()
    await caeFetch(api)
    expect(server.tokens()).toEqual(['t1', 't1', 't3', 't3'])
  })

  it('for a silent call is not what an interactive call waits for', async () => {
    const tokens = createTokens(({ interaction }) =>
      interaction === 'none' ? Promise.reject(new Error('needs a person')) : {},
    )
    const { caeFetch } = connect(tokens, createApi(ok).fetch)
    const silent = outcome(caeFetch(api, { cae: { interaction: 'none' } }))
    const open = caeFetch(api, { cae: { interaction: 'popup' } })
    expect(await silent).toBeInstanceOf(Error)
    expect((await open).status).toBe(200)
  })
})

describe('a request that is abandoned', () => {
  it('goes on while someone still waits', async () => {
    const answer = gate()
    const tokens = createTokens(async () => {
      await answer.passed
      return {}
    })
    const { caeFetch } = connect(tokens, createApi(ok).fetch)
    const controller = new AbortController()
    const impatient = outcome(caeFetch(api, { signal: controller.signal }))
    const patient = caeFetch(api, { signal: new AbortController().signal })
    await settle()
    controller.abort(new Error('gone'))
    expect(await impatient).toEqual(new Error('gone'))
    expect(tokens.requests[0]?.signal?.aborted).toBe(false)
    answer.open()
    expect((await patient).status).toBe(200)
    expect(tokens.requests).toHaveLength(1)
  })

  it('is aborted with the last, and later calls do not wait for it', async () => {
    const tokens = createTokens((_, number) => (number === 1 ? new Promise(() => {}) : {}))
    const { caeFetch } = connect(tokens, createApi(ok).fetch)
    const controller = new AbortController()
    const calls = times(3, () => outcome(caeFetch(api, { signal: controller.signal })))
    await settle()
    controller.abort(new Error('gone'))
    await Promise.all(calls)
    expect(tokens.requests[0]?.signal?.aborted).toBe(true)
    expect((await caeFetch(api)).status).toBe(200)
  })

  it('does not hold up the claims turns after it', async () => {
    const server = createApi(({ token }) => (token === 't1' ? challenge(nbf(1)) : ok()))
    const tokens = createTokens((_, number) => (number === 2 ? new Promise(() => {}) : {}))
    const { caeFetch } = connect(tokens, server.fetch)
    const controller = new AbortController()
    const impatient = outcome(caeFetch(api, { signal: controller.signal }))
    await settle()
    controller.abort(new Error('gone'))
    await impatient
    expect((await caeFetch(api)).status).toBe(200)
    expect(server.tokens()).toEqual(['t1', 't1', 't3'])
  })
})
