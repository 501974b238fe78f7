import { describe, expect, it } from 'vitest'
import { InteractionRequiredError, ReauthenticationError } from '../errors.ts'
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
import type { TokenRequest, TokenSource } from './token-source.ts'

/** A source whose tokens say whose they are; calls name an account, or are for the current one. */
function accounts(answer?: Parameters<typeof createTokens>[0]) {
  const state = { current: 'ada' as string | undefined }
  let listener: (isPresent: (accountId: string) => boolean) => void = () => {}
  const tokens = createTokens(async (request, number) => ({
    token: `${request.accountId}-${number}`,
    ...(request.accountId !== undefined && { accountId: request.accountId }),
    ...(await answer?.(request, number)),
  }))
  const source: TokenSource & { requests: TokenRequest[] } = {
    ...tokens,
    accountId: (cae) => (typeof cae?.account === 'string' ? cae.account : state.current),
    onAccountsChange: (given) => {
      listener = given
    },
  }
  const remain = (...present: string[]) => listener((id) => present.includes(id))
  return { source, state, remain }
}

describe('a call for an account', () => {
  it('gets the token of that account, and keeps the others’', async () => {
    const { source } = accounts()
    const server = createApi(ok)
    const { caeFetch } = connect(source, server.fetch)
    for (const account of ['ada', 'grace', 'ada', 'grace']) {
      await caeFetch(api, { cae: { account } })
    }
    expect(server.tokens()).toEqual(['ada-1', 'grace-2', 'ada-1', 'grace-2'])
    expect(source.requests.map(({ account }) => account)).toEqual(['ada', 'grace'])
  })

  it('never gets the token of another account: that is refused, and not held', async () => {
    const { source } = accounts((_, number) => (number === 1 ? { accountId: 'grace' } : {}))
    const server = createApi(ok)
    const { caeFetch } = connect(source, server.fetch)
    const error = await outcome(caeFetch(api))
    expect(error).toBeInstanceOf(ReauthenticationError)
    expect(String(error)).not.toMatch(/ada|grace/)
    await caeFetch(api)
    expect(server.tokens()).toEqual(['ada-2'])
  })

  it('does not share a claims request with another account', async () => {
    const { source } = accounts()
    const server = createApi(({ token }) => (/-[12]$/.test(token ?? '') ? challenge(nbf(1)) : ok()))
    const { caeFetch } = connect(source, server.fetch)
    const call = (account: string) => caeFetch(api, { cae: { account } })
    await Promise.all([call('ada'), call('grace'), call('ada'), call('grace')])
    const claims = source.requests.filter(({ claims }) => claims)
    expect(new Set(claims.map(({ accountId }) => accountId))).toEqual(new Set(['ada', 'grace']))
    expect(claims).toHaveLength(2)
  })
})

describe('when accounts change', () => {
  it('what is held for one that has gone is dropped at once, and only that', async () => {
    const { source, remain } = accounts()
    const server = createApi(ok)
    const { caeFetch } = connect(source, server.fetch)
    const call = (account: string) => caeFetch(api, { cae: { account } })
    await call('ada')
    await call('grace')
    remain('grace')
    await call('grace')
    await call('ada')
    expect(server.tokens()).toEqual(['ada-1', 'grace-2', 'grace-2', 'ada-3'])
  })

  it('a token that comes after its account has gone is not held', async () => {
    const late = gate()
    const { source, remain } = accounts(async (_, number) => {
      if (number === 1) await late.passed
      return {}
    })
    const { caeFetch } = connect(source, createApi(ok).fetch)
    const first = outcome(caeFetch(api))
    await settle()
    remain()
    late.open()
    await first
    await caeFetch(api)
    expect(source.requests).toHaveLength(2)
  })

  it('nobody is asked for an account that has gone', async () => {
    const asked: unknown[] = []
    const late = gate()
    const { source, remain } = accounts(async () => {
      await late.passed
      throw Object.assign(new Error('gone'), { errorCode: 'login_required' })
    })
    const askUser: TokenSource['askUser'] = async (question) => {
      asked.push(question.takeClaims())
      return { token: 'asked' }
    }
    const { caeFetch } = connect({ ...source, askUser }, createApi(ok).fetch)
    const call = outcome(caeFetch(api))
    await settle()
    remain()
    late.open()
    expect(await call).toBeInstanceOf(InteractionRequiredError)
    expect(asked).toEqual([])
  })
})

describe('state', () => {
  it('leaves with the tokens of scopes that are not used any more', async () => {
    const tokens = createTokens(() => ({ expiresOn: Date.now() + 1 }))
    const { caeFetch } = connect(tokens, createApi(ok).fetch)
    for (let index = 0; index < 500; index++) {
      await caeFetch(api, { cae: { scopes: [`scope-${index}`] } })
    }
    await caeFetch(api, { cae: { scopes: ['scope-0'] } })
    expect(tokens.requests).toHaveLength(501)
  })
})
