import { describe, expect, it } from 'vitest'
import type { Requirement } from '../index.ts'
import { api, call, noon, setGuard, sign, tenant, userClaims } from '../issuer.fixture.ts'
import { checkClaims } from './check-claims.fixture.ts'
import { claimsOf, refusalOf } from './verdict.fixture.ts'

const nbf = (seconds: number) => ({
  access_token: { nbf: { essential: true, value: String(seconds) } },
})
const app = { idtyp: 'app', scp: undefined, oid: 'an-app' }
const incapable = { xms_cc: undefined }

describe('what an operation requires', () => {
  it.each<[string, Requirement, Record<string, unknown>]>([
    ['nothing', {}, {}],
    ['a scope', { scopes: 'orders.read' }, {}],
    ['two scopes', { scopes: ['a', 'b'] }, { scp: 'b c a' }],
    ['a role', { roles: ['A', 'B'] }, { roles: ['B'] }],
    ['a scope or a role, of a user', { scopes: 'orders.read', roles: 'A' }, {}],
    ['a scope or a role, of an application', { scopes: 'x', roles: 'A' }, { ...app, roles: ['A'] }],
    ['a context', { authContext: 'c1' }, { acrs: ['c1'] }],
    ['one of two contexts', { authContext: ['c1', 'c2'] }, { acrs: ['c2'] }],
    ['a context of none', { authContext: () => undefined }, {}],
    ['a recent sign-in', { maxAge: 300 }, { auth_time: noon - 300 }],
    ['a capable client', { capable: true }, {}],
    ['something else', { allow: (caller) => caller.tenantId === tenant }, {}],
    ['something else, asked for', { allow: async () => true }, {}],
  ])('%s: met', async (_what, requirement, claims) => {
    expect(claimsOf(await checkClaims(requirement, claims))).toMatchObject({ tid: tenant })
  })

  it.each<[string, Requirement, Record<string, unknown>, string]>([
    ['a scope', { scopes: 'orders.write' }, {}, 'The scope orders.write is needed.'],
    ['a part of a scope', { scopes: 'orders' }, {}, 'The scope orders is needed.'],
    ['both scopes', { scopes: ['a', 'b'] }, { scp: 'a' }, 'The scope a b is needed.'],
    ['a role', { roles: ['A', 'B'] }, { roles: ['C'] }, 'The role A or B is needed.'],
    [
      'a scope, of a user with the role',
      { scopes: 'x', roles: 'A' },
      { roles: ['A'] },
      'The scope x is needed.',
    ],
    [
      'a scope, of an application',
      { scopes: 'x' },
      { ...app, roles: ['x'] },
      'The scope x is needed.',
    ],
    [
      'a role, of an application',
      { scopes: 'x', roles: 'A' },
      { ...app, roles: ['x'] },
      'The role A is needed.',
    ],
    [
      'a capable client',
      { capable: true },
      incapable,
      'The client must declare the capability cp1.',
    ],
    [
      'the time of sign-in',
      { maxAge: 300 },
      {},
      'The token must say when the user signed in (auth_time).',
    ],
    ['something else', { allow: () => false }, {}, 'The operation is not allowed for this caller.'],
  ])('%s: 403 insufficient_scope', async (_what, requirement, claims, description) => {
    expect(await refusalOf(await checkClaims(requirement, claims))).toMatchObject({
      status: 403,
      error: 'insufficient_scope',
      claims: undefined,
      description,
    })
  })

  it.each<[string, Parameters<typeof setGuard>[0], string]>([
    ['behind the client id', {}, `${api}/a ${api}/b`],
    ['behind the URI', { audience: [api, 'api://orders'] }, 'api://orders/a api://orders/b'],
    ['behind what is configured', { scopePrefix: 'https://o/' }, 'https://o/a https://o/b'],
  ])(
    'names the scopes that are needed as clients ask for them: %s',
    async (_how, options, scope) => {
      const verdict = await checkClaims({ scopes: ['a', 'b'] }, {}, options)
      expect((await refusalOf(verdict)).params.scope).toBe(scope)
      const { guard } = setGuard(options)
      const anonymous = new Request('https://api.contoso.test/')
      const refusal = await refusalOf(await guard.check(anonymous, { scopes: ['a', 'b'] }))
      expect(refusal).toMatchObject({ status: 401, error: undefined, params: { scope } })
    },
  )

  it('takes scopes with the URI before them for the same', async () => {
    const options = { audience: [api, 'api://orders'] }
    const requirement = { scopes: 'api://orders/orders.read' }
    expect((await checkClaims(requirement, {}, options)).ok).toBe(true)
    expect((await checkClaims({ scopes: `api://${api}/orders.read` })).ok).toBe(true)
    const other = { scopes: 'api://orders/orders.write' }
    const { params } = await refusalOf(await checkClaims(other, {}, options))
    expect(params.scope).toBe('api://orders/orders.write')
  })

  it.each<[string, Requirement, Record<string, unknown>, object]>([
    [
      'a context',
      { authContext: 'c1' },
      { acrs: ['c2'] },
      { acrs: { essential: true, value: 'c1' } },
    ],
    [
      'one of two',
      { authContext: ['c1', 'c2'] },
      {},
      { acrs: { essential: true, values: ['c1', 'c2'] } },
    ],
    ['a recent sign-in', { maxAge: 300 }, { auth_time: noon - 301 }, nbf(noon - 300).access_token],
    [
      'both',
      { maxAge: 300, authContext: 'c1' },
      { auth_time: noon - 301 },
      { acrs: { essential: true, value: 'c1' }, ...nbf(noon - 300).access_token },
    ],
  ])('%s: a capable client is challenged', async (_what, requirement, claims, access_token) => {
    expect(await refusalOf(await checkClaims(requirement, claims))).toMatchObject({
      status: 401,
      error: 'insufficient_claims',
      claims: { access_token },
    })
  })

  it('may choose the context by tenant and operation', async () => {
    const requirement: Requirement = {
      authContext: ({ tenantId }, { method, url }) =>
        tenantId === tenant && method === 'GET' && url?.endsWith('/orders') ? 'c7' : 'c8',
    }
    const { claims } = await refusalOf(await checkClaims(requirement))
    expect(claims?.access_token?.acrs).toMatchObject({ value: 'c7' })
  })

  it('an incapable client is told and not challenged', async () => {
    const refusal = await refusalOf(await checkClaims({ authContext: 'c1' }, incapable))
    const error = 'insufficient_user_authentication'
    expect(refusal).toMatchObject({ status: 403, error, claims: undefined })
    expect(refusal.description).toContain('The authentication context c1 is needed.')
    expect(refusal.description).toContain('cp1 (xms_cc)')
    expect(refusal.params).not.toHaveProperty('claims')
  })

  it.each<[string, Requirement]>([
    ['scopes', { scopes: [] }],
    ['roles', { roles: '' }],
    ['contexts', { authContext: () => [] }],
  ])('an empty list of %s lets nobody in', async (_what, requirement) => {
    await expect(checkClaims(requirement)).rejects.toMatchObject({ code: 'configuration' })
  })

  it.each<[string, unknown, RegExp]>([
    ['scope', { scope: 'orders.write' }, /^check: unknown key `scope`: did you mean `scopes`\?$/],
    ['role', { role: 'Admin' }, /did you mean `roles`/],
    ['authcontext', { authcontext: 'c1' }, /did you mean `authContext`/],
    ['maxage', { maxage: 1 }, /did you mean `maxAge`/],
    [
      'scopes in one text',
      { scopes: 'a b' },
      /^check: scopes: must name at least one.*got a text$/,
    ],
    ['scopes as a number', { scopes: 7 }, /scopes: .*got 7/],
    ['a role that is none', { roles: ['a', 7] }, /roles: /],
    ['an age as a text', { maxAge: '60' }, /maxAge: must be a number of seconds; got a text/],
    ['a negative age', { maxAge: -1 }, /maxAge: must be 0 or more; got -1/],
    ['no age', { maxAge: Number.NaN }, /maxAge: must be a number of seconds; got NaN/],
    ['a text for a function', { allow: 'me' }, /allow: must be a function/],
    ['a text for a flag', { capable: 'yes' }, /capable: must be true or false/],
    ['a list', ['orders.write'], /check: /],
    ['a text', 'orders.write', /check: must be of type object; got a text/],
    ['lost settings', { scopes: undefined, roles: undefined }, /names nothing/],
  ])('a requirement with %s lets nobody in', async (_what, requirement, message) => {
    const { guard } = setGuard()
    const checked = guard.check(call(await sign(userClaims())), requirement as Requirement)
    await expect(checked).rejects.toThrow(message)
    await expect(checked).rejects.toMatchObject({ code: 'configuration' })
    const authorized = guard.authorize(userClaims(), requirement as Requirement)
    await expect(authorized).rejects.toMatchObject({ code: 'configuration' })
  })

  it('a requirement that is changed between calls is read anew, unless it is frozen', async () => {
    const { guard } = setGuard()
    const request = call(await sign(userClaims()))
    const scopes = ['orders.read']
    const requirement: Requirement = { scopes }
    expect((await guard.check(request, requirement)).ok).toBe(true)
    scopes[0] = 'orders.write'
    expect((await guard.check(request, requirement)).ok).toBe(false)
    const shallow = Object.freeze({ scopes })
    expect((await guard.check(request, shallow)).ok).toBe(false)
    scopes[0] = 'orders.read'
    expect((await guard.check(request, shallow)).ok).toBe(true)
    const frozen = Object.freeze({ scopes: Object.freeze(['orders.write']) })
    expect((await guard.check(request, frozen)).ok).toBe(false)
    expect((await guard.check(request, frozen)).ok).toBe(false)
  })

  it('who has no permission is not asked to step up', async () => {
    const verdict = await checkClaims({ scopes: 'orders.write', authContext: 'c1' })
    expect(await refusalOf(verdict)).toMatchObject({ status: 403, claims: undefined })
  })
})
