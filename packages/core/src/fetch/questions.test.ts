import { describe, expect, it } from 'vitest'
import { authContext } from '../claims/auth-context.ts'
import type { ClaimsRequest } from '../claims/claims-request.ts'
import { InteractionRequiredError } from '../errors.ts'
import {
  api,
  challenge,
  connect,
  createApi,
  createTokens,
  gate,
  nbf,
  ok,
  outcome,
  settle,
} from './parties.fixture.ts'
import type { AccessToken, TokenRequest, UserQuestion } from './token-source.ts'

const needsPerson = () => Object.assign(new Error('MFA'), { errorCode: 'interaction_required' })

/** A source that has tokens without claims; claims take the user, who answers when they are let. */
function userScene(silently: (request: TokenRequest) => boolean = ({ claims }) => !claims) {
  const questions: { claims: ClaimsRequest | undefined; question: UserQuestion }[] = []
  const asked: UserQuestion[] = []
  const user = gate()
  const granted = new Map<string, string>()
  const tokens = createTokens((request, number) => {
    if (!silently(request)) throw needsPerson()
    granted.set(`t${number}`, JSON.stringify(request.claims ?? {}))
    return {}
  })
  async function askUser(question: UserQuestion): Promise<AccessToken> {
    asked.push(question)
    await user.passed
    const claims = question.takeClaims()
    questions.push({ claims, question })
    const token = `u${questions.length}`
    granted.set(token, JSON.stringify(claims ?? {}))
    return { token }
  }
  const demands: Record<string, ClaimsRequest> = {
    revoked: nbf(100),
    c1: authContext('c1'),
    c2: authContext('c2'),
  }
  const server = createApi(({ url, token = '' }) => {
    const demand = demands[url.slice(api.length)]
    if (!demand) return ok()
    const wanted = JSON.stringify(demand.access_token).slice(1, -1)
    return granted.get(token)?.includes(wanted) ? ok() : challenge(demand)
  })
  const source = { ...tokens, askUser }
  return { source, tokens, questions, asked, user, server, ...connect(source, server.fetch) }
}

describe('a challenge that only the user can meet', () => {
  it('is one question for all calls that have it', async () => {
    const { caeFetch, questions, user } = userScene()
    user.open()
    const calls = Array.from({ length: 20 }, () => caeFetch(`${api}c1`))
    for (const { status } of await Promise.all(calls)) expect(status).toBe(200)
    expect(questions).toMatchObject([{ claims: authContext('c1') }])
  })

  it.each([
    ['revoked', 'c1'],
    ['c1', 'revoked'],
  ])(
    'is one question with another one that waits when the user is asked: %s, then %s',
    async (first, second) => {
      const { caeFetch, questions, asked, user } = userScene()
      await caeFetch(api)
      const one = caeFetch(api + first)
      await settle()
      expect(asked).toHaveLength(1)
      const two = caeFetch(api + second)
      await settle()
      user.open()
      expect([(await one).status, (await two).status]).toEqual([200, 200])
      expect(questions).toHaveLength(1)
      expect(questions[0]?.claims?.access_token).toEqual({
        ...nbf(100).access_token,
        ...authContext('c1').access_token,
      })
    },
  )

  it('is a question of its own where one would weaken the other', async () => {
    const { caeFetch, questions, user } = userScene()
    await caeFetch(api)
    user.open()
    await Promise.all([caeFetch(`${api}c1`), caeFetch(`${api}c2`)])
    expect(questions.map(({ claims }) => claims)).toEqual([authContext('c1'), authContext('c2')])
  })

  it('does not hold up one that can be met silently', async () => {
    const { caeFetch, asked, user } = userScene(
      ({ claims }) => !JSON.stringify(claims ?? {}).includes('c1'),
    )
    await caeFetch(api)
    const held = caeFetch(`${api}c1`)
    await settle()
    expect(asked).toHaveLength(1)
    expect((await caeFetch(`${api}revoked`)).status).toBe(200)
    user.open()
    expect((await held).status).toBe(200)
  })

  it('is not asked where the source says so, unless the call says otherwise', async () => {
    const { source, asked, user } = userScene()
    user.open()
    const { caeFetch } = connect({ ...source, interaction: 'none' }, createApi(ok).fetch)
    const cae = { claims: authContext('c1') }
    expect(await outcome(caeFetch(api, { cae }))).toBeInstanceOf(InteractionRequiredError)
    expect(asked).toEqual([])
    expect((await caeFetch(api, { cae: { ...cae, interaction: 'popup' } })).status).toBe(200)
    expect(asked).toMatchObject([{ interaction: 'popup' }])
  })

  it('rejects with the provider’s error as the cause where the user declines, before a first send too', async () => {
    const { source } = userScene()
    const declined = Object.assign(new Error('declined'), { errorCode: 'access_denied' })
    const { caeFetch } = connect(
      { ...source, askUser: () => Promise.reject(declined) },
      createApi(ok).fetch,
    )
    const error = await outcome(caeFetch(api, { cae: { claims: authContext('c1') } }))
    expect(error).toMatchObject({
      name: 'ReauthenticationError',
      cause: declined,
      claims: authContext('c1'),
    })
  })

  it('is not tried silently again for calls that come while the user is asked', async () => {
    const { caeFetch, tokens, asked, user } = userScene()
    await caeFetch(api)
    const calls = [caeFetch(`${api}c1`)]
    await settle()
    expect(asked).toHaveLength(1)
    const silent = tokens.requests.length
    for (let late = 0; late < 5; late++) {
      calls.push(caeFetch(`${api}c1`))
      await settle()
    }
    expect(tokens.requests).toHaveLength(silent)
    user.open()
    for (const { status } of await Promise.all(calls)) expect(status).toBe(200)
    expect(asked).toHaveLength(1)
  })

  it('says what could not be met and which token was refused, for who looks elsewhere first', async () => {
    const { caeFetch, asked, user } = userScene()
    await caeFetch(api)
    const call = caeFetch(`${api}c1`)
    await settle()
    expect(asked).toMatchObject([{ claims: authContext('c1'), rejectedToken: 't1' }])
    user.open()
    expect((await call).status).toBe(200)
  })

  it('rejects at once where the call may not ask, and the user is asked for the others', async () => {
    const { caeFetch, questions, user } = userScene()
    const silent = outcome(caeFetch(`${api}c1`, { cae: { interaction: 'none' } }))
    const open = caeFetch(`${api}c1`)
    expect(await silent).toBeInstanceOf(InteractionRequiredError)
    user.open()
    expect((await open).status).toBe(200)
    expect(questions).toHaveLength(1)
  })

  it('takes the claims that came with the provider’s error', async () => {
    const { source, questions, user } = userScene()
    source.getToken = async () => {
      throw Object.assign(needsPerson(), { claims: JSON.stringify(authContext('c9')) })
    }
    const { caeFetch } = connect(source, createApi(ok).fetch)
    user.open()
    expect((await caeFetch(api)).status).toBe(200)
    expect(questions).toMatchObject([{ claims: authContext('c9') }])
  })

  it('is not asked by a renewal in the background', async () => {
    const { source, asked } = userScene()
    let isDue = true
    source.getToken = async () => {
      if (!isDue) throw needsPerson()
      isDue = false
      return { token: 't', refreshOn: 1 }
    }
    const { caeFetch } = connect(source, createApi(ok).fetch)
    await caeFetch(api)
    await caeFetch(api)
    await settle()
    expect(asked).toEqual([])
  })
})

describe('questions', () => {
  it('are put one after the other, and the next tries again first', async () => {
    let signedIn = false
    const user = gate()
    const asked: string[] = []
    const source = {
      getToken: async ({ scopes }: TokenRequest) => {
        if (!signedIn) throw needsPerson()
        return { token: `silent-${scopes}` }
      },
      askUser: async ({ scopes }: UserQuestion) => {
        asked.push(String(scopes))
        await user.passed
        signedIn = true
        return { token: `asked-${scopes}` }
      },
    }
    const server = createApi(ok)
    const { caeFetch } = connect(source, server.fetch)
    const calls = ['a', 'b', 'c'].map((scope) => caeFetch(api, { cae: { scopes: [scope] } }))
    await settle()
    expect(asked).toEqual(['a'])
    user.open()
    await Promise.all(calls)
    expect(asked).toEqual(['a'])
    expect(server.tokens()).toEqual(['asked-a', 'silent-b', 'silent-c'])
  })

  it('end for all who wait when the user declines', async () => {
    const { caeFetch, user } = userScene()
    const calls = [1, 2].map(() => outcome(caeFetch(`${api}c1`)))
    await settle()
    user.fail(new InteractionRequiredError('The user declined.'))
    for (const error of await Promise.all(calls)) {
      expect(error).toMatchObject({ message: 'The user declined.', response: { status: 401 } })
    }
  })

  it('are given up with the last call that waits, and do not hold up the next', async () => {
    const { caeFetch, asked, user } = userScene()
    await caeFetch(api)
    const controller = new AbortController()
    const call = outcome(caeFetch(`${api}c1`, { signal: controller.signal }))
    await settle()
    controller.abort(new Error('enough'))
    expect(await call).toEqual(new Error('enough'))
    expect(asked[0]?.signal?.aborted).toBe(true)
    user.open()
    expect((await caeFetch(`${api}c2`)).status).toBe(200)
  })

  it('are not put while one that waits in the queue is given up: one claims request at a time', async () => {
    const running = gate()
    let atOnce = 0
    let most = 0
    const tokens = createTokens(async (_, number) => {
      most = Math.max(most, ++atOnce)
      if (number === 2) await running.passed
      atOnce--
      return {}
    })
    const server = createApi(({ url, token }) => {
      if (token !== 't1' || url === api) return ok()
      return challenge(authContext(url.slice(api.length)))
    })
    const { caeFetch } = connect(tokens, server.fetch)
    await caeFetch(api)
    const controller = new AbortController()
    const one = caeFetch(`${api}c1`)
    await settle()
    const two = outcome(caeFetch(`${api}c2`, { signal: controller.signal }))
    await settle()
    controller.abort()
    await two
    const three = caeFetch(`${api}c3`)
    await settle()
    running.open()
    await Promise.all([one, three])
    expect(most).toBe(1)
  })

  it('tell the listener what is shown, with the call and the time', async () => {
    const { source } = userScene()
    source.askUser = async ({ report }) => {
      report?.({ type: 'interaction', kind: 'popup', state: 'started' })
      report?.({ type: 'diagnostic', code: 'popup_blocked', message: 'The popup was blocked.' })
      report?.({ type: 'diagnostic', code: 'popup_blocked', message: 'The popup was blocked.' })
      return { token: 'u' }
    }
    const { caeFetch, told } = connect(source, createApi(ok).fetch)
    await caeFetch(api, { cae: { claims: authContext('c1') } })
    expect(told('interaction')).toMatchObject([
      { kind: 'popup', state: 'started', callId: 1, resource: api, method: 'GET' },
    ])
    expect(told('diagnostic')).toMatchObject([
      { code: 'popup_blocked', message: /^The popup was blocked\. https:.*#popup_blocked$/ },
    ])
  })
})
