import { describe, expect, it } from 'vitest'
import { authContext } from '../claims/auth-context.ts'
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

const revocation = nbf(100)
const stepUp = authContext('c1')

describe('events', () => {
  it('tell the story of a call that recovers', async () => {
    const server = challenging({ t1: revocation })
    const { caeFetch, events } = connect(createTokens(), server.fetch)
    await caeFetch(api, { method: 'POST', body: 'x' })
    const origin = { callId: 1, at: expect.any(Number), resource: api, method: 'POST' }
    expect(events).toEqual([
      { ...origin, type: 'challenged', status: 401, reason: 'revocation' },
      { ...origin, type: 'reauthenticated', origin: 'provider' },
      { ...origin, type: 'replayed', status: 200 },
    ])
  })

  it('tell of each token request once, however many calls share it', async () => {
    const { caeFetch, told } = connect(createTokens(), challenging({ t1: revocation }).fetch)
    await Promise.all(Array.from({ length: 25 }, () => caeFetch(api)))
    const answers = told('reauthenticated')
    expect(answers).toHaveLength(25)
    const requests = answers.filter((event) => !('shared' in event && event.shared))
    expect(requests).toMatchObject([{ origin: 'provider' }])
    expect(answers.slice(1)).toMatchObject(Array(24).fill({ origin: 'provider', shared: true }))
  })

  it('come with what the call brought under cae', async () => {
    const heard: unknown[] = []
    const { caeFetch } = connect(createTokens(), challenging({ t1: revocation }).fetch, {
      onEvent: (_, cae) => heard.push(cae),
    })
    const cae = { claims: {} }
    await caeFetch(api, { cae })
    expect(heard).toEqual([cae, cae, cae])
    expect(heard.every((each) => each === cae)).toBe(true)
  })

  it.each([
    [stepUp, 'authentication-context'],
    [
      { access_token: { ...stepUp.access_token, ...revocation.access_token } },
      'authentication-context',
    ],
    [{ access_token: { xms_rp_ipaddr: { value: '1.2.3.4' } } }, 'location'],
    [{ id_token: { auth_time: null } }, 'other'],
  ])('say what %j is about', async (claims, reason) => {
    const { caeFetch, told } = connect(createTokens(), challenging({ t1: claims }).fetch)
    await caeFetch(api)
    expect(told('challenged')).toMatchObject([{ reason }])
  })

  it('hold neither token nor claim nor query', async () => {
    const server = challenging({ t1: authContext('marker') })
    const tokens = createTokens((_, number) => ({ token: `secret${number}` }))
    const { caeFetch, events } = connect(tokens, server.fetch)
    await caeFetch(`${api}?key=private`)
    await outcome(caeFetch(`${api}?key=private`))
    expect(JSON.stringify(events)).not.toMatch(/secret|marker|private/)
  })

  it('do not let a listener that throws change the call', async () => {
    const { caeFetch } = connect(createTokens(), challenging({ t1: revocation }).fetch, {
      onEvent: () => {
        throw new Error('from the listener')
      },
    })
    expect((await caeFetch(api)).status).toBe(200)
  })
})

describe('diagnostics', () => {
  it('name a client that does not declare cp1', () => {
    const source = { ...createTokens(), clientCapabilities: ['other'] }
    const { told } = connect(source, ok as never)
    expect(told('diagnostic')).toMatchObject([{ code: 'client_not_capable' }])
    expect(connect({ ...source, clientCapabilities: ['CP1'] }, ok as never).events).toEqual([])
  })

  it('name a challenge that CORS hides, once for a resource', async () => {
    const hidden = () => {
      const response = new Response('no', { status: 401 })
      Object.defineProperty(response, 'type', { value: 'cors' })
      return response
    }
    const { caeFetch, told } = connect(createTokens(), async () => hidden())
    await caeFetch(api)
    await caeFetch(api)
    expect(told('diagnostic')).toMatchObject([{ code: 'challenge_hidden_by_cors' }])
    expect(JSON.stringify(told('diagnostic'))).toContain('Access-Control-Expose-Headers')
  })

  it('name a challenge that repeats after it was met', async () => {
    const { caeFetch, told } = connect(createTokens(), createApi(() => challenge(revocation)).fetch)
    await caeFetch(api)
    expect(told('diagnostic')).toMatchObject([{ code: 'challenge_repeated' }])
  })
})
