import {
  ConfigurationError,
  createCaeFetch,
  InteractionRequiredError,
  type TokenSource,
} from '@caefetch/core'
import { expect, expectTypeOf, it, vi } from 'vitest'
import { claimsChallenge } from '../challenge/claims-challenge.ts'
import { revocation } from '../challenge/revocation.ts'
import { type FakeTokens, fakeTokens } from './fake-tokens.ts'
import { interactionRequired } from './interaction-required.ts'

const request = { scopes: ['orders.read'], method: 'GET', url: 'https://api.contoso.com/' }

it('tokens are numbered by request, and good for an hour', async () => {
  const tokens = fakeTokens()
  const before = Date.now()
  expect(await tokens.getToken(request)).toMatchObject({ token: 't1' })
  const { token, expiresOn = 0 } = await tokens.getToken({ ...request, claims: revocation() })
  expect(token).toBe('t2')
  expect(expiresOn - before).toBeGreaterThanOrEqual(3_600_000)
  expect(expiresOn - Date.now()).toBeLessThanOrEqual(3_600_000)
  expect(tokens.requests).toEqual([request, { ...request, claims: revocation() }])
})

it('expiresIn is in seconds', async () => {
  const { expiresOn = 0 } = await fakeTokens({ expiresIn: 60 }).getToken(request)
  expect(Math.abs(expiresOn - Date.now() - 60_000)).toBeLessThan(5_000)
})

it('answers can be listed, and run out', async () => {
  const failure = new Error('no network')
  const tokens = fakeTokens({ answers: ['first', failure, undefined, { tokenType: 'PoP' }] })
  expect(await tokens.getToken(request)).toMatchObject({ token: 'first' })
  await expect(tokens.getToken(request)).rejects.toBe(failure)
  expect(await tokens.getToken(request)).toMatchObject({ token: 't3' })
  expect(await tokens.getToken(request)).toMatchObject({ token: 't4', tokenType: 'PoP' })
  expect(await tokens.getToken(request)).toMatchObject({ token: 't5' })
})

it('a function answers by request', async () => {
  const tokens = fakeTokens({
    answers: async ({ claims }, number) => (claims ? `claims-${number}` : undefined),
  })
  expect(await tokens.getToken(request)).toMatchObject({ token: 't1' })
  expect(await tokens.getToken({ ...request, claims: revocation() })).toMatchObject({
    token: 'claims-2',
  })
})

it('requests can be held, and let go', async () => {
  const tokens = fakeTokens()
  const release = tokens.hold()
  const settled = vi.fn()
  const waiting = Promise.all([tokens.getToken(request), tokens.getToken(request)]).then(settled)
  expect(tokens.requests).toHaveLength(2)
  await Promise.resolve()
  expect(settled).not.toHaveBeenCalled()
  release()
  await waiting
  expect(settled).toHaveBeenCalledOnce()
  await tokens.getToken(request)
})

it('core takes interactionRequired for what MSAL throws', async () => {
  const asked = { access_token: { capolids: { essential: true, values: ['p1'] } } }
  const tokens = fakeTokens({ answers: ['t1', interactionRequired(asked)] })
  const caeFetch = createCaeFetch(tokens, {
    resources: { 'https://api.contoso.com/': ['orders.read'] },
    fetch: async () => claimsChallenge(),
  })
  const call = caeFetch('https://api.contoso.com/')
  await expect(call).rejects.toBeInstanceOf(InteractionRequiredError)
  await expect(call).rejects.toMatchObject({
    claims: { access_token: { ...asked.access_token, ...revocation().access_token } },
  })
})

it('without claims, interactionRequired has none', () => {
  expect(interactionRequired()).toMatchObject({
    name: 'InteractionRequiredAuthError',
    errorCode: 'interaction_required',
    claims: '',
  })
})

it.each<[title: string, options: object]>([
  ['expiresIn', { expiresIn: '60' }],
  ['answers', { answers: 't1' }],
])('refuses an %s that cannot be', (name, options) => {
  expect(() => fakeTokens(options)).toThrow(ConfigurationError)
  expect(() => fakeTokens(options)).toThrow(name)
})

it('fake tokens are a token source', () => {
  expectTypeOf<FakeTokens>().toExtend<TokenSource>()
})
