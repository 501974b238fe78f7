import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { authContext } from '../claims/auth-context.ts'
import { api, connect, createApi, createTokens } from '../fetch/parties.fixture.ts'
import { scanChallenges } from './scan-challenges.ts'
import { readStepUp } from './step-up.ts'

const now = 1_800_000_000
const read = (header: string) => scanChallenges(header).map(readStepUp)[0]
const stepUp = 'Bearer error="insufficient_user_authentication"'

beforeEach(() => void vi.useFakeTimers({ now: now * 1000, toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

describe('a challenge of RFC 9470', () => {
  it('asks for an authentication context by acr_values', () => {
    expect(read(`${stepUp}, acr_values="c1"`)).toEqual(authContext('c1'))
    expect(read(`${stepUp}, acr_values="c1 c2"`)).toEqual(authContext('c1', 'c2'))
  })

  it('asks for a recent sign-in by max_age', () => {
    expect(read(`${stepUp}, max_age="300"`)).toEqual({
      access_token: { nbf: { essential: true, value: String(now - 300) } },
    })
  })

  it('may ask for both', () => {
    expect(read(`${stepUp}, acr_values="c1", max_age=0`)?.access_token).toEqual({
      ...authContext('c1').access_token,
      nbf: { essential: true, value: String(now) },
    })
  })

  it('that asks for nothing, or for nonsense, is none', () => {
    expect(read(stepUp)).toBeUndefined()
    expect(read(`${stepUp}, max_age="soon"`)).toBeUndefined()
    expect(read(`${stepUp}, max_age="-1", acr_values=" "`)).toBeUndefined()
    expect(read('Bearer error="invalid_token", acr_values="c1"')).toBeUndefined()
  })

  it('is answered, and the call sent again', async () => {
    const server = createApi(({ token }) =>
      token === 't1'
        ? new Response('', {
            status: 401,
            headers: { 'WWW-Authenticate': `${stepUp}, acr_values="c1"` },
          })
        : new Response('ok'),
    )
    const tokens = createTokens()
    const { caeFetch } = connect(tokens, server.fetch)
    expect((await caeFetch(api, { method: 'POST', body: 'x' })).status).toBe(200)
    expect(tokens.requests[1]?.claims).toEqual(authContext('c1'))
  })

  it('that repeats its max_age is not asked about for ever, whatever the clock says meanwhile', async () => {
    const header = `${stepUp}, max_age="0"`
    const server = createApi(() => {
      vi.advanceTimersByTime(5000)
      return new Response('', { status: 401, headers: { 'WWW-Authenticate': header } })
    })
    const tokens = createTokens()
    const { caeFetch, told } = connect(tokens, server.fetch, { maxChallenges: 10 })
    expect((await caeFetch(api)).status).toBe(401)
    expect(tokens.requests).toHaveLength(2)
    expect(told('unresolved')).toMatchObject([{ code: 'repeated' }])
  })
})
