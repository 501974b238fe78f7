import { describe, expect, it } from 'vitest'
import { authContext } from '../claims/auth-context.ts'
import { ConfigurationError, InteractionRequiredError } from '../errors.ts'
import type { CaeEvent } from '../events.ts'
import { scene } from './authorizer.fixture.ts'
import { api, challenge, createTokens, invalidToken, nbf, outcome } from './parties.fixture.ts'
import type { RefusalLike } from './refusal-like.ts'
import type { TokenSource } from './token-source.ts'

describe('authorize', () => {
  it('gives the Authorization value for a URL', async () => {
    const tokens = createTokens(() => ({ tokenType: 'PoP' }))
    const { authorize } = scene(tokens)
    expect(await authorize({ url: new URL('hub', api), method: 'POST' })).toBe('PoP t1')
    expect(tokens.requests).toMatchObject([{ method: 'POST', url: `${api}hub` }])
  })

  it('gives none where no resource matches', async () => {
    const tokens = createTokens()
    const { authorize, answer } = scene(tokens)
    const call = { url: 'https://elsewhere.example/' }
    expect(await authorize(call)).toBeUndefined()
    expect(await answer(call, challenge(nbf(1)), 'Bearer x')).toBeUndefined()
    expect(tokens.requests).toEqual([])
  })

  it('asks for what the call asks for', async () => {
    const tokens = createTokens()
    const { authorize } = scene(tokens)
    const cae = { claims: authContext('c1'), scopes: ['admin'] }
    await authorize({ url: api, cae })
    expect(tokens.requests).toMatchObject([{ claims: authContext('c1'), scopes: ['admin'] }])
  })

  it('gives the answer of the call again, whatever came later for others', async () => {
    const { authorize, answer } = scene()
    const call = { url: api }
    expect(await authorize(call)).toBe('Bearer t1')
    expect(await answer(call, challenge(authContext('c1')), 'Bearer t1')).toBe('Bearer t2')
    await authorize({ url: api, cae: { claims: authContext('c2') } })
    expect(await authorize({ url: api })).toBe('Bearer t3')
    expect(await authorize(call)).toBe('Bearer t2')
  })

  it('stays with the account that was there at first, and with one session', async () => {
    let accountId = 'mia'
    const tokens = { ...createTokens(), accountId: () => accountId }
    const { authorize, answer } = scene(tokens)
    const [call, other] = [{ url: api }, { url: api }]
    expect(await authorize(call)).toBe('Bearer t1')
    expect(await authorize(other)).toBe('Bearer t1')
    accountId = 'pat'
    expect(await authorize({ url: api })).toBe('Bearer t2')
    const first = await answer(other, challenge(nbf(1)), 'Bearer t1')
    expect([first, await authorize(other)]).toEqual(['Bearer t3', 'Bearer t3'])
    accountId = 'mia'
    const later = { url: api, cae: { account: 'mia' } }
    expect(await authorize(later)).toBe('Bearer t3')
    const answers = [call, later].map((each) => answer(each, challenge(nbf(2)), 'Bearer t3'))
    expect(await Promise.all(answers)).toEqual(['Bearer t4', 'Bearer t4'])
    const asked = tokens.requests.map((request) => request.accountId)
    expect(asked).toEqual(['mia', 'pat', 'mia', 'mia'])
  })

  it('gives nothing any more of an account that has signed out', async () => {
    let signOut = () => {}
    const tokens: TokenSource = {
      ...createTokens(),
      accountId: () => 'mia',
      onAccountsChange: (listener) => {
        signOut = () => listener(() => false)
      },
    }
    const { authorize, answer } = scene(tokens)
    const call = { url: api }
    await authorize(call)
    expect(await answer(call, challenge(nbf(1)), 'Bearer t1')).toBe('Bearer t2')
    signOut()
    expect(await authorize(call)).toBe('Bearer t3')
  })

  it('rejects as a call does, and with the reason of its signal', async () => {
    const error = Object.assign(new Error('MFA'), { errorCode: 'interaction_required' })
    const tokens = createTokens(() => Promise.reject(error))
    expect(await outcome(scene(tokens).authorize({ url: api }))).toBeInstanceOf(
      InteractionRequiredError,
    )
    const reason = new Error('left')
    const signal = AbortSignal.abort(reason)
    const { authorize } = scene()
    await authorize({ url: api })
    expect(await outcome(authorize({ url: api, signal }))).toBe(reason)
  })

  it.each([undefined, null, {}, { url: 7 }])('refuses what is no call: %j', async (call) => {
    // @ts-expect-error: that is the point.
    expect(await outcome(scene().authorize(call))).toBeInstanceOf(ConfigurationError)
  })
})

describe('answer', () => {
  const call = () => ({ url: api })
  const header = challenge(nbf(1)).headers.get('www-authenticate') ?? ''

  it.each<[string, RefusalLike]>([
    ['a Response', challenge(nbf(1))],
    ['a status and Headers', { status: 401, headers: new Headers({ 'WWW-Authenticate': header }) }],
    ['a record, in any case', { status: 401, headers: { 'Www-AUTHENTICATE': header } }],
    ['lists of values', { status: 401, headers: { a: undefined, 'www-authenticate': [header] } }],
    ['pairs', { status: 401, headers: [['WWW-Authenticate', header]] }],
    ['headers with a get', { status: 401, headers: { get: () => header } }],
  ])('reads %s', async (_, refusal) => {
    const tokens = createTokens()
    const { answer } = scene(tokens)
    expect(await answer(call(), refusal, 'Bearer old')).toBe('Bearer t1')
    expect(tokens.requests).toMatchObject([{ claims: nbf(1), rejectedToken: 'old' }])
  })

  it.each<[string, RefusalLike]>([
    ['an error', new Response(null, { status: 500 })],
    ['a network error of XMLHttpRequest', { status: 0, headers: {} }],
    ['a refusal that is no challenge', { status: 403, headers: {} }],
    [
      'another origin after a redirect',
      {
        status: 401,
        headers: { 'WWW-Authenticate': header },
        url: 'https://elsewhere.example/',
      },
    ],
  ])('leaves %s to the caller', async (_, refusal) => {
    const tokens = createTokens()
    expect(await scene(tokens).answer(call(), refusal, 'Bearer old')).toBeUndefined()
    expect(tokens.requests).toEqual([])
  })

  it('forces one refresh for a token that is refused without claims', async () => {
    const tokens = createTokens()
    const { authorize, answer } = scene(tokens)
    const one = call()
    await authorize(one)
    expect(await answer(one, invalidToken(), 'Bearer t1')).toBe('Bearer t2')
    expect(tokens.requests[1]).toMatchObject({ forceRefresh: true, rejectedToken: 't1' })
  })

  it('is bounded for each call', async () => {
    const tokens = createTokens()
    const { authorize, answer, events } = scene(tokens, { maxChallenges: 1 })
    const one = call()
    const first = (await authorize(one)) ?? ''
    const second = (await answer(one, challenge(nbf(1)), first)) ?? ''
    expect(await answer(one, challenge(nbf(1)), second)).toBeUndefined()
    expect(await answer(one, challenge(authContext('c1')), second)).toBeUndefined()
    expect(tokens.requests).toHaveLength(2)
    expect(events).toMatchObject([
      { type: 'challenged' },
      { type: 'reauthenticated' },
      { type: 'replayed', status: 401 },
      { type: 'challenged' },
      { type: 'unresolved', code: 'repeated' },
      { type: 'diagnostic', code: 'challenge_repeated' },
      { type: 'challenged' },
      { type: 'unresolved', code: 'too_many' },
    ])
  })

  it('is turned off with maxChallenges 0', async () => {
    const { answer } = scene(createTokens(), { maxChallenges: 0 })
    expect(await answer(call(), challenge(nbf(1)), 'Bearer t')).toBeUndefined()
  })

  it('tells of a call that was served as fetch does', async () => {
    const { send, fetch, events } = scene()
    expect(await send()).toBe('served')
    const own = events.splice(0)
    const other = scene()
    await other.fetch(`${api}files`, { method: 'PUT' })
    const withoutTime = (list: CaeEvent[]) => list.map((event) => ({ ...event, at: 0 }))
    expect(withoutTime(own)).toEqual(withoutTime(other.events))
    await fetch(api)
    expect(events).toEqual([])
  })

  it('rejects with the refusal when a person is needed', async () => {
    const error = Object.assign(new Error('MFA'), { errorCode: 'interaction_required' })
    const { answer } = scene(createTokens(() => Promise.reject(error)))
    const refusal = challenge(nbf(1))
    const failure = await outcome(answer(call(), refusal, 'Bearer t'))
    expect(failure).toMatchObject({ code: 'interaction_required', response: refusal })
  })
})
