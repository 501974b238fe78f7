import type { AuthenticationResult } from '@azure/msal-node'
import { describe, expect, it, vi } from 'vitest'
import { acquire } from './acquire.ts'
import { capabilitiesOf } from './msal-config.ts'

const result: AuthenticationResult = {
  authority: '',
  uniqueId: '',
  tenantId: '',
  scopes: [],
  account: null,
  idToken: '',
  idTokenClaims: {},
  accessToken: 'a-token',
  fromCache: false,
  expiresOn: null,
  tokenType: 'Bearer',
  correlationId: '',
}
const request = { scopes: ['a-scope'], method: 'GET', url: 'https://api.contoso.test/' }
const claims = { access_token: { nbf: { essential: true, value: '1' } } }

describe('a request with claims', () => {
  it('takes the token that the cache has instead of the rejected one', async () => {
    const ask = vi.fn(async () => result)
    const token = await acquire({ ...request, claims, rejectedToken: 'an-older-token' }, ask)
    expect(token).toMatchObject({ token: 'a-token', fromCache: true })
    expect(ask.mock.calls).toEqual([[{}]])
  })

  it.each<[string, () => Promise<AuthenticationResult | null>]>([
    ['the rejected one', async () => result],
    ['none', async () => null],
    ['an error', () => Promise.reject(new Error('no cache'))],
  ])('goes to the identity provider where the cache has %s', async (_, look) => {
    const renewed = { ...result, accessToken: 'renewed' }
    const ask = vi.fn(async (request: { claims?: string }) => (request.claims ? renewed : look()))
    const token = await acquire({ ...request, claims, rejectedToken: 'a-token' }, ask)
    expect(token).toEqual({ token: 'renewed', tokenType: 'Bearer' })
    expect(ask.mock.calls).toEqual([[{}], [{ claims: JSON.stringify(claims) }]])
  })

  it('does not look where no token was rejected', async () => {
    const ask = vi.fn(async () => result)
    await acquire({ ...request, claims }, ask)
    expect(ask.mock.calls).toEqual([[{ claims: JSON.stringify(claims) }]])
  })
})

it('the capabilities of something that is no application of MSAL are not known', () => {
  expect(capabilitiesOf({})).toBeUndefined()
  expect(capabilitiesOf({ config: { auth: {} } })).toBeUndefined()
})
