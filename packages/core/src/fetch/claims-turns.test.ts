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
  invalidToken,
  nbf,
  ok,
  outcome,
  settle,
} from './parties.fixture.ts'
import type { AccessToken, TokenRequest } from './token-source.ts'

const needsPerson = () => Object.assign(new Error('MFA'), { errorCode: 'interaction_required' })
const contextOf = ({ claims }: TokenRequest) => Object(claims?.access_token?.acrs).value

/** Tokens that grant what they are asked for; c2 takes a person, and the first claims request its time. */
function scene() {
  const first = gate()
  const granted = new Map<string, string>()
  let isFirst = true
  const tokens = createTokens(async (request, number) => {
    if (request.claims && isFirst) {
      isFirst = false
      await first.passed
    }
    if (contextOf(request) === 'c2') throw needsPerson()
    granted.set(`t${number}`, JSON.stringify(request.claims ?? {}))
    return {}
  })
  const demands: Record<string, ClaimsRequest> = {
    c1: authContext('c1'),
    c2: authContext('c2'),
    revoked: nbf(100),
  }
  const server = createApi(({ url, token = '' }) => {
    const name = url.slice(api.length)
    if (name === 'old' && token === 't1') return invalidToken()
    const demand = demands[name]
    const wanted = JSON.stringify(demand?.access_token ?? {}).slice(1, -1)
    return demand && !granted.get(token)?.includes(wanted) ? challenge(demand) : ok()
  })
  return { tokens, server, first }
}

describe('calls that are challenged together', () => {
  it('leave their claims in what was put together when they go, and harm nobody by it', async () => {
    const { tokens, server, first } = scene()
    const { caeFetch } = connect(tokens, server.fetch)
    await caeFetch(api)
    const stepUp = caeFetch(`${api}c1`)
    await settle()
    const controller = new AbortController()
    const mfa = outcome(caeFetch(`${api}c2`, { signal: controller.signal }))
    const revoked = caeFetch(`${api}revoked`)
    await settle()
    controller.abort(new Error('gone'))
    first.open()
    expect(await mfa).toMatchObject({ message: 'gone' })
    expect((await Promise.all([stepUp, revoked])).map(({ status }) => status)).toEqual([200, 200])
    const [, , together, alone] = tokens.requests.map(({ claims }) => claims)
    expect(together).toMatchObject({
      access_token: { acrs: { value: 'c2' }, ...nbf(100).access_token },
    })
    expect(alone).toEqual(nbf(100))
  })

  it('do not fail where only one of them needs a person', async () => {
    const { tokens, server, first } = scene()
    const { caeFetch } = connect(tokens, server.fetch)
    await caeFetch(api)
    const stepUp = caeFetch(`${api}c1`)
    await settle()
    const mfa = outcome(caeFetch(`${api}c2`))
    const revoked = caeFetch(`${api}revoked`)
    await settle()
    first.open()
    expect((await stepUp).status).toBe(200)
    expect(await mfa).toBeInstanceOf(InteractionRequiredError)
    expect((await revoked).status).toBe(200)
  })

  it('do not wait for the person that one on its way turns out to need', async () => {
    const { tokens, server, first } = scene()
    const askUser = () => new Promise<AccessToken>(() => {})
    const { caeFetch } = connect({ ...tokens, askUser }, server.fetch)
    await caeFetch(api)
    void caeFetch(`${api}c2`)
    await settle()
    const refused = caeFetch(`${api}old`)
    await settle()
    first.open()
    expect((await refused).status).toBe(200)
  })
})

describe('claims requests', () => {
  it('run one at a time after a question too', async () => {
    const { promise: answer, resolve } = Promise.withResolvers<AccessToken>()
    const silent = gate()
    let running = 0
    let most = 0
    let isMfaDone = false
    const tokens = createTokens(async (request) => {
      if (!request.claims) return {}
      if (contextOf(request) === 'c2' && !isMfaDone) throw needsPerson()
      most = Math.max(most, ++running)
      await silent.passed
      running--
      return {}
    })
    const source = { ...tokens, askUser: () => answer }
    const server = createApi(({ url, token }) => {
      const [, context] = /(c\d)$/.exec(url) ?? []
      return context && token === 't1' ? challenge(authContext(context)) : ok()
    })
    const { caeFetch } = connect(source, server.fetch, {
      resources: { [api]: ['a'], [`${api}b/`]: ['b'] },
    })
    await caeFetch(api)
    const first = caeFetch(`${api}b/c2`, { cae: { claims: authContext('c2') } })
    await settle()
    const second = caeFetch(`${api}c2`)
    await settle()
    const beside = caeFetch(`${api}c1`)
    await settle()
    isMfaDone = true
    resolve({ token: 'u1' })
    await settle()
    silent.open()
    for (const call of [first, second, beside]) expect((await call).status).toBe(200)
    expect(most).toBe(1)
  })
})
