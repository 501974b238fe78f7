import {
  authContext,
  createAuthorizer,
  createCaeFetch,
  decodeClaims,
  encodeClaims,
  parseChallenges,
  readClaimsChallenge,
} from '@caefetch/core'
import { withBatch } from '@caefetch/core/batch'
import { createCaller, echoOf } from './caller.ts'
import { type Check, equal, rejection, within } from './check.ts'

export const calls: Record<string, Check> = {
  async 'reads a claims challenge, and encodes what it decoded'({ api }) {
    const response = await fetch(`${api}echo`, { headers: { authorization: 'Bearer t1' } })
    const claims = readClaimsChallenge(response)?.claims
    equal(claims, { access_token: { nbf: { essential: true, value: '1726077595' } } })
    const foreign = { access_token: { note: { value: 'Zürich, 東京' } } }
    equal(decodeClaims(encodeClaims(foreign)), foreign, 'claims')
    equal(parseChallenges('Bearer realm="", x="\\""')[0]?.params.x, '"', 'a quoted parameter')
  },

  async 'asks for a token with the claims of the challenge, once for a storm'(platform) {
    const { caeFetch, requests, events } = createCaller(platform)
    const storm = Array.from({ length: 25 }, () =>
      caeFetch(`${platform.api}echo`, { method: 'POST', body: '{}' }).then(echoOf),
    )
    const echoes = await within(20_000, Promise.all(storm))
    equal([...new Set(echoes.map(({ token }) => token))], ['t2'])
    equal(requests.length, 2, 'token requests')
    equal(requests[1]?.claims, { access_token: { nbf: { essential: true, value: '1726077595' } } })
    equal(events.filter(({ type }) => type === 'replayed').length, 25, 'calls that were replayed')
  },

  async 'holds a token for later calls'(platform) {
    const { caeFetch, requests } = createCaller(platform)
    for (let call = 0; call < 3; call++) await caeFetch(`${platform.api}echo`).then(echoOf)
    equal(requests.length, 2, 'token requests')
  },

  async 'takes headers of every kind'(platform) {
    const { caeFetch } = createCaller(platform)
    const pairs: [string, string][] = [['x-suite', 'yes']]
    for (const headers of [pairs, { 'x-suite': 'yes' }, new Headers(pairs)]) {
      const response = await caeFetch(`${platform.api}header`, { headers })
      equal(await response.text(), 'yes', 'header')
    }
  },

  async 'sends the body again after a redirect on the same origin'(platform) {
    const { caeFetch } = createCaller(platform)
    const init = { method: 'POST', body: 'kept' }
    const echo = await echoOf(await caeFetch(`${platform.api}redirect`, init))
    equal([echo.method, echo.body, echo.token], ['POST', 'kept', 't2'])
  },

  async 'sends no token to where another origin is redirected to'(platform) {
    const { caeFetch } = createCaller(platform)
    const response = await caeFetch(`${platform.api}away`)
    equal(new URL(response.url).origin, new URL(platform.elsewhere).origin, 'origin')
    equal(await response.text(), 'no token', 'what arrived there')
  },

  async 'sends no token to what no resource matches'(platform) {
    const { caeFetch, requests } = createCaller(platform)
    equal(await (await caeFetch(platform.elsewhere)).text(), 'no token')
    equal(requests.length, 0, 'token requests')
  },

  async 'gives up on a challenge that repeats, and hands the response over'(platform) {
    const { caeFetch, requests } = createCaller(platform)
    const response = await caeFetch(`${platform.api}insatiable`)
    equal([response.status, requests.length < 4], [401, true])
    equal(readClaimsChallenge(response)?.claims, authContext('c1'), 'the challenge')
  },

  async 'leaves a refusal alone that is no challenge'(platform) {
    const { caeFetch, requests } = createCaller(platform)
    const response = await caeFetch(`${platform.api}forbidden`)
    equal([response.status, requests.length], [403, 1])
  },

  async 'ends before it begins, where the signal has aborted'(platform) {
    const { caeFetch } = createCaller(platform)
    const signal = AbortSignal.abort()
    equal((await rejection(caeFetch(`${platform.api}echo`, { signal }))).name, 'AbortError')
  },

  async 'ends the wait for a token when the signal aborts'({ api }) {
    const controller = new AbortController()
    const tokens = {
      getToken: () => {
        controller.abort()
        return new Promise<never>(() => {})
      },
    }
    const caeFetch = createCaeFetch(tokens, { resources: { [api]: ['suite'] } })
    const call = caeFetch(`${api}echo`, { signal: controller.signal })
    equal((await rejection(within(5000, call))).name, 'AbortError')
  },

  async 'ends a call that is under way when the signal aborts'(platform) {
    const { caeFetch } = createCaller(platform)
    const controller = new AbortController()
    const call = caeFetch(`${platform.api}unanswered`, { signal: controller.signal })
    setTimeout(() => controller.abort(), 50)
    equal((await rejection(within(5000, call))).name, 'AbortError')
  },

  async 'says that a person is needed, and for which claims'({ api }) {
    const tokens = {
      async getToken({ claims }: { claims?: unknown }) {
        if (claims) throw Object.assign(new Error(), { errorCode: 'interaction_required' })
        return { token: 't1' }
      },
    }
    const caeFetch = createCaeFetch(tokens, { resources: { [api]: ['suite'] } })
    const error = await rejection(caeFetch(`${api}echo`))
    equal([error.name, error.code], ['InteractionRequiredError', 'interaction_required'])
    equal(Object(error).claims?.access_token?.nbf?.essential, true, 'claims')
  },

  async 'says why there is no token'({ api }) {
    const tokens = { getToken: () => Promise.reject(new Error('out of order')) }
    const caeFetch = createCaeFetch(tokens, { resources: { [api]: ['suite'] } })
    const error = await rejection(caeFetch(`${api}echo`))
    equal([error.name, Object(error).cause?.message], ['ReauthenticationError', 'out of order'])
  },

  async 'authorizes what something else sends'({ api }) {
    let number = 0
    const tokens = { getToken: async () => ({ token: `t${++number}` }) }
    const authorizer = createAuthorizer(tokens, { resources: { [api]: ['suite'] } })
    const call = { url: `${api}echo` }
    const first = (await authorizer.authorize(call)) ?? ''
    const refusal = await fetch(call.url, { headers: { authorization: first } })
    equal(await authorizer.answer(call, refusal, first), 'Bearer t2')
  },

  async 'answers the parts of a batch'(platform) {
    const { caeFetch, requests } = createCaller(platform)
    const parts = [{ id: '1', method: 'GET', url: '/me' }]
    const response = await withBatch(caeFetch)(`${platform.api}$batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ requests: parts }),
    })
    const { responses } = await response.json()
    equal([responses[0].status, requests.length], [200, 2])
  },
}
