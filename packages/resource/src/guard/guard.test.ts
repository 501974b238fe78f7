import { describe, expect, it } from 'vitest'
import { createGuard, createRevocations, type Requirement } from '../index.ts'
import { api, call, noon, setGuard, sign, tenant, userClaims } from '../issuer.fixture.ts'
import { claimsOf, refusalOf } from './verdict.fixture.ts'

const check = async (
  requirement: Requirement,
  claims: Record<string, unknown> = {},
  options: Parameters<typeof setGuard>[0] = {},
) => setGuard(options).guard.check(call(await sign(userClaims(claims))), requirement)

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
    expect(claimsOf(await check(requirement, claims))).toMatchObject({ tid: tenant })
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
    expect(await refusalOf(await check(requirement, claims))).toMatchObject({
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
      const verdict = await check({ scopes: ['a', 'b'] }, {}, options)
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
    expect((await check(requirement, {}, options)).ok).toBe(true)
    expect((await check({ scopes: `api://${api}/orders.read` })).ok).toBe(true)
    const other = { scopes: 'api://orders/orders.write' }
    const { params } = await refusalOf(await check(other, {}, options))
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
    expect(await refusalOf(await check(requirement, claims))).toMatchObject({
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
    const { claims } = await refusalOf(await check(requirement))
    expect(claims?.access_token?.acrs).toMatchObject({ value: 'c7' })
  })

  it('an incapable client is told and not challenged', async () => {
    const refusal = await refusalOf(await check({ authContext: 'c1' }, incapable))
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
    await expect(check(requirement)).rejects.toMatchObject({ code: 'configuration' })
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
    const verdict = await check({ scopes: 'orders.write', authContext: 'c1' })
    expect(await refusalOf(verdict)).toMatchObject({ status: 403, claims: undefined })
  })
})

describe('a revoked token', () => {
  const revoked = async () => {
    const revocations = createRevocations({ now: () => noon * 1000 })
    await revocations.revoke({ oid: 'user-of-contoso' }, noon - 30)
    return { revocations }
  }

  it('is challenged for a later sign-in', async () => {
    expect(await refusalOf(await check({}, {}, await revoked()))).toMatchObject({
      status: 401,
      error: 'insufficient_claims',
      claims: nbf(noon - 30),
    })
  })

  it('is challenged once for all that it needs', async () => {
    const verdict = await check({ authContext: 'c1' }, {}, await revoked())
    const { claims, description } = await refusalOf(verdict)
    expect(claims?.access_token).toEqual({
      acrs: { essential: true, value: 'c1' },
      ...nbf(noon - 30).access_token,
    })
    expect(description).toContain('revoked')
    expect(description).toContain('c1')
  })

  it('of an incapable client is a plain invalid_token', async () => {
    const verdict = await check({ authContext: 'c1' }, incapable, await revoked())
    expect(await refusalOf(verdict)).toMatchObject({
      status: 401,
      error: 'invalid_token',
      claims: undefined,
    })
  })

  it('is not told which permissions are needed', async () => {
    const verdict = await check({ scopes: 'secret.scope' }, {}, await revoked())
    const refusal = await refusalOf(verdict)
    expect(refusal.error).toBe('insufficient_claims')
    expect(JSON.stringify(refusal)).not.toContain('secret.scope')
  })

  it.each([
    ['refuse', 503],
    ['allow', 200],
  ] as const)('when the store is down and is to %s: %i', async (whenDown, status) => {
    const down = () => Promise.reject(new Error('down'))
    const revocations = createRevocations({ store: { raise: down, latest: down }, whenDown })
    const verdict = await check({}, {}, { revocations })
    expect(verdict.ok ? 200 : verdict.response.status).toBe(status)
  })
})

describe('what challenges say of the API', () => {
  it('is configured', async () => {
    const own = {
      realm: tenant,
      authorizationUri: `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/authorize`,
      clientId: 'the-api',
      resourceMetadata: 'https://api.contoso.test/.well-known/oauth-protected-resource',
    }
    const { params } = await refusalOf(await check({ authContext: 'c1' }, {}, own))
    expect(params).toMatchObject({
      realm: own.realm,
      authorization_uri: own.authorizationUri,
      client_id: own.clientId,
      resource_metadata: own.resourceMetadata,
    })
  })

  it('can speak RFC 9470 beside it, to incapable clients alone', async () => {
    const requirement = { authContext: ['c1', 'c2'], maxAge: 60 }
    const claims = { auth_time: noon - 61 }
    const step = { acr_values: 'c1 c2', max_age: '60' }
    const options = { rfc9470: true }
    const capable = await refusalOf(await check(requirement, claims, options))
    expect(capable.params).toMatchObject({ error: 'insufficient_claims', ...step })
    const other = await refusalOf(await check(requirement, { ...claims, ...incapable }, options))
    expect(other).toMatchObject({ status: 401, error: 'insufficient_user_authentication' })
    expect(other.params).toMatchObject(step)
    expect(other.params).not.toHaveProperty('claims')
    const quiet = await refusalOf(await check(requirement, claims))
    expect(quiet.params).not.toHaveProperty('acr_values')
  })

  it('keeps what no header can hold out of it', async () => {
    const scopes = 'größe"\\\r\nSet-Cookie: a'
    const verdict = await check({ scopes: 'größe"\\' })
    expect((await refusalOf(verdict)).description).toBe('The scope gr??e?? is needed.')
    await expect(check({ scopes })).rejects.toMatchObject({ code: 'configuration' })
  })
})

describe('a token that someone else verified', () => {
  it('is decided about in the same way', async () => {
    const { guard } = setGuard()
    const claims = { ...userClaims(), acrs: 'c1' }
    expect((await guard.authorize(claims, { authContext: 'c1' })).ok).toBe(true)
    const verdict = await guard.authorize(claims, { authContext: 'c2' })
    expect(await refusalOf(verdict)).toMatchObject({ error: 'insufficient_claims' })
    const hostile = await guard.authorize({ iat: 'now' } as never)
    expect(await refusalOf(hostile)).toMatchObject({ error: 'invalid_token' })
  })
})

describe('options that cannot work', () => {
  const audience = 'api://orders'
  it.each<[string, object, RegExp]>([
    ['no tenant', { audience }, /tenantId: must say whose tokens/],
    ['a domain for a tenant', { tenantId: 'contoso.com', audience }, /tenantId: must be the id/],
    ['no tenants', { tenantId: [], audience }, /tenantId/],
    ['no audience', { tenantId: tenant }, /audience: must be a text/],
    ['an empty audience', { tenantId: tenant, audience: '' }, /audience/],
    [
      'keys over http',
      { tenantId: tenant, audience, jwksUri: 'http://keys.test' },
      /jwksUri: must be an https URL/,
    ],
    [
      'an issuer without keys',
      { tenantId: tenant, audience, issuer: 'https://i' },
      /jwksUri: is needed/,
    ],
    [
      'an issuer with a place for no tenant',
      { audience, issuer: 'https://{tenantid}/', jwksUri: 'https://i' },
      /tenantId: is needed/,
    ],
    [
      'an algorithm with a shared secret',
      { tenantId: tenant, audience, algorithms: ['HS256'] },
      /algorithms/,
    ],
    ['no algorithm', { tenantId: tenant, audience, algorithms: [] }, /algorithms/],
    [
      'a network that is none',
      { tenantId: tenant, audience, location: { networks: ['10.0.0.0/33'] } },
      /networks.0: must be an address/,
    ],
    ['a misspelt option', { tenantId: tenant, audience, revocation: {} }, /revocation/],
    [
      'revocations of no kind',
      { tenantId: tenant, audience, revocations: {} },
      /createRevocations/,
    ],
  ])('%s', (_what, options, message) => {
    const create = () => createGuard(options as never)
    expect(create).toThrow(message)
    expect(create).toThrow(expect.objectContaining({ code: 'configuration' }))
  })
})
