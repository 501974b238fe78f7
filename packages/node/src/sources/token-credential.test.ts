import { afterEach, describe, expect, it, vi } from 'vitest'
import { createCaeFetch } from '../create-cae-fetch.ts'
import {
  ConfigurationError,
  type CredentialToken,
  InteractionRequiredError,
  ReauthenticationError,
  type TokenCredential,
} from '../index.ts'
import { claims, createRevokingApi } from '../revoking-api.fixture.ts'
import { eventually, expectNoSecrets, rejection } from '../scene.fixture.ts'

const resource = 'https://api.contoso.test/'
const scopes = ['https://api.contoso.test/.default']

const tokenOf = (number: number): CredentialToken => ({
  token: `a-token-of-a-credential-${number}`,
  expiresOnTimestamp: Date.now() + 3_600_000,
})

function connect(answer: (number: number) => CredentialToken | null = tokenOf) {
  const api = createRevokingApi()
  let count = 0
  const getToken = vi.fn<TokenCredential['getToken']>(async () => answer(++count))
  const caeFetch = createCaeFetch(
    { getToken },
    { resources: { [resource]: scopes }, fetch: api.fetch },
  )
  return { api, getToken, caeFetch }
}

afterEach(() => {
  vi.useRealTimers()
})

describe('a credential', () => {
  it('is asked for the scopes, with CAE, and with a signal', async () => {
    const { api, getToken, caeFetch } = connect()
    await caeFetch(resource)
    await caeFetch(resource)
    expect(getToken.mock.calls).toEqual([
      [scopes, { enableCae: true, abortSignal: expect.any(AbortSignal) }],
    ])
    expect(api.tokens).toEqual(['a-token-of-a-credential-1', 'a-token-of-a-credential-1'])
  })

  it('gets the claims of a challenge as JSON text, once', async () => {
    const { api, getToken, caeFetch } = connect()
    await caeFetch(resource)
    api.revoke()
    const calls = await Promise.all([1, 2, 3].map(() => caeFetch(resource)))
    expect(calls.map(({ status }) => status)).toEqual([200, 200, 200])
    await caeFetch(resource)
    expect(getToken.mock.calls.map(([, options]) => options?.claims)).toEqual([
      undefined,
      JSON.stringify(claims),
    ])
  })

  it('hears of it when nobody waits any more', async () => {
    const { getToken, caeFetch } = connect()
    getToken.mockImplementation(() => new Promise(() => {}))
    const controller = new AbortController()
    const call = rejection(caeFetch(resource, { signal: controller.signal }))
    await eventually(() => expect(getToken).toHaveBeenCalledTimes(1))
    controller.abort(new Error('enough'))
    expect(await call).toMatchObject({ message: 'enough' })
    expect(getToken.mock.lastCall?.[1]?.abortSignal?.aborted).toBe(true)
  })

  it('is asked again in the background when it says so', async () => {
    const { getToken, caeFetch, api } = connect((number) => ({
      ...tokenOf(number),
      tokenType: 'PoP',
      ...(number === 1 && { refreshAfterTimestamp: Date.now() + 1000 }),
    }))
    vi.useFakeTimers({ toFake: ['Date'] })
    await caeFetch(resource)
    vi.setSystemTime(Date.now() + 2000)
    await caeFetch(resource)
    await eventually(() => expect(getToken).toHaveBeenCalledTimes(2))
    await new Promise(setImmediate)
    await caeFetch(resource)
    expect(api.tokens.map((token) => token.at(-1))).toEqual(['1', '1', '2'])
  })
})

describe('a credential that fails', () => {
  it('without a token: rejects', async () => {
    const { caeFetch } = connect(() => null)
    const error = await rejection(caeFetch(resource))
    expect(error).toBeInstanceOf(ReauthenticationError)
    expect(error).toMatchObject({ message: 'The credential resolved without a token.' })
  })

  it('for want of a person: says so, with the claims and no secret', async () => {
    const { api, caeFetch } = connect((number) => {
      if (number === 1) return tokenOf(1)
      throw Object.assign(new Error('Silent authentication failed'), {
        name: 'AuthenticationRequiredError',
      })
    })
    await caeFetch(resource)
    api.revoke()
    const error = await rejection(caeFetch(resource))
    if (!(error instanceof InteractionRequiredError)) throw error
    expect(error.claims).toEqual(claims)
    expect(error.cause).toMatchObject({ name: 'AuthenticationRequiredError' })
    expectNoSecrets(error, api.tokens)
    expect(`${error} ${JSON.stringify(error)}`).not.toContain('1700000000')
  })

  it('for any other reason: rejects with the reason', async () => {
    const cause = new Error('CredentialUnavailable')
    const { caeFetch } = connect(() => {
      throw cause
    })
    const error = await rejection(caeFetch(resource))
    expect(error).toBeInstanceOf(ReauthenticationError)
    expect(error).toMatchObject({ cause })
  })
})

it.each([
  ['a look-alike', { acquire: () => {} }],
  ['nothing', undefined],
])('%s is no application and no credential', (_, given) => {
  const create = () => createCaeFetch(given as unknown as TokenCredential)
  expect(create).toThrow(ConfigurationError)
  expect(create).toThrow('@azure/msal-node')
})
