import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { authContext } from '../claims/auth-context.ts'
import { ReauthenticationError } from '../errors.ts'
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
} from './parties.fixture.ts'

const never = () => new Promise<never>(() => {})

/** A provider that never answers these of its requests. */
const hangingAt = (...numbers: number[]) =>
  createTokens((_, number) => (numbers.includes(number) ? never() : {}))

describe('a token request that is never answered', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('ends after tokenTimeout with an error that names the resource and the option', async () => {
    const tokens = hangingAt(1)
    const { caeFetch } = connect(tokens, createApi(ok).fetch, { tokenTimeout: 5000 })
    const call = outcome(caeFetch(api))
    await vi.advanceTimersByTimeAsync(4999)
    expect(tokens.requests[0]?.signal?.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    const error = await call
    expect(error).toBeInstanceOf(ReauthenticationError)
    expect(error).toMatchObject({
      message: expect.stringMatching(/api\.contoso\.com.*tokenTimeout/),
    })
    expect(tokens.requests[0]?.signal?.aborted).toBe(true)
    expect((await caeFetch(api)).status).toBe(200)
  })

  it('of 30 seconds by default', async () => {
    const { caeFetch } = connect(hangingAt(1), createApi(ok).fetch)
    const call = outcome(caeFetch(api))
    await vi.advanceTimersByTimeAsync(30_000)
    expect(await call).toBeInstanceOf(ReauthenticationError)
  })

  it('frees what queued behind it', async () => {
    const server = createApi(({ url, token }) => {
      if (token !== 't1' || url === api) return ok()
      return challenge(authContext(url.endsWith('one') ? 'c1' : 'c2'))
    })
    const { caeFetch } = connect(hangingAt(2), server.fetch, { tokenTimeout: 1000 })
    await caeFetch(api)
    const calls = ['one', 'two'].map((path) => outcome(caeFetch(api + path)))
    await vi.advanceTimersByTimeAsync(1000)
    const [one, two] = await Promise.all(calls)
    expect(one).toBeInstanceOf(ReauthenticationError)
    expect(one).toMatchObject({ response: { status: 401 } })
    expect(two).toMatchObject({ status: 200 })
  })

  it('leaves no timer behind when it is answered in time', async () => {
    const { caeFetch } = connect(createTokens(), challenging({ t1: nbf(1) }).fetch)
    await caeFetch(api)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('has no bound where that is what is asked for', async () => {
    const options = { tokenTimeout: Number.POSITIVE_INFINITY }
    const { caeFetch } = connect(hangingAt(1), createApi(ok).fetch, options)
    void outcome(caeFetch(api))
    await vi.advanceTimersByTimeAsync(1)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('one transient failure of the provider', () => {
  const down = () => Object.assign(new Error('down'), { errorCode: 'network_error' })

  it('is tried once more, for all who wait', async () => {
    const tokens = createTokens((_, number) => {
      if (number === 1) throw down()
      return {}
    })
    const { caeFetch } = connect(tokens, createApi(ok).fetch)
    const responses = await Promise.all([1, 2, 3].map(() => caeFetch(api)))
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(tokens.requests).toHaveLength(2)
  })

  it('is not tried a third time', async () => {
    const tokens = createTokens(() => {
      throw down()
    })
    const { caeFetch } = connect(tokens, createApi(ok).fetch)
    expect(await outcome(caeFetch(api))).toBeInstanceOf(ReauthenticationError)
    expect(tokens.requests).toHaveLength(2)
  })
})
