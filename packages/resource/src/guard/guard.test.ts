import { describe, expect, it } from 'vitest'
import { createGuard, createRevocations } from '../index.ts'
import { noon, setGuard, tenant, userClaims } from '../issuer.fixture.ts'
import { checkClaims } from './check-claims.fixture.ts'
import { refusalOf } from './verdict.fixture.ts'

const nbf = (seconds: number) => ({
  access_token: { nbf: { essential: true, value: String(seconds) } },
})
const incapable = { xms_cc: undefined }

describe('a revoked token', () => {
  const revoked = async () => {
    const revocations = createRevocations({ now: () => noon * 1000 })
    await revocations.revoke({ oid: 'user-of-contoso' }, noon - 30)
    return { revocations }
  }

  it('is challenged for a later sign-in', async () => {
    expect(await refusalOf(await checkClaims({}, {}, await revoked()))).toMatchObject({
      status: 401,
      error: 'insufficient_claims',
      claims: nbf(noon - 30),
    })
  })

  it('is challenged once for all that it needs', async () => {
    const verdict = await checkClaims({ authContext: 'c1' }, {}, await revoked())
    const { claims, description } = await refusalOf(verdict)
    expect(claims?.access_token).toEqual({
      acrs: { essential: true, value: 'c1' },
      ...nbf(noon - 30).access_token,
    })
    expect(description).toContain('revoked')
    expect(description).toContain('c1')
  })

  it('of an incapable client is a plain invalid_token', async () => {
    const verdict = await checkClaims({ authContext: 'c1' }, incapable, await revoked())
    expect(await refusalOf(verdict)).toMatchObject({
      status: 401,
      error: 'invalid_token',
      claims: undefined,
    })
  })

  it('is not told which permissions are needed', async () => {
    const verdict = await checkClaims({ scopes: 'secret.scope' }, {}, await revoked())
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
    const verdict = await checkClaims({}, {}, { revocations })
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
    const { params } = await refusalOf(await checkClaims({ authContext: 'c1' }, {}, own))
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
    const capable = await refusalOf(await checkClaims(requirement, claims, options))
    expect(capable.params).toMatchObject({ error: 'insufficient_claims', ...step })
    const other = await refusalOf(
      await checkClaims(requirement, { ...claims, ...incapable }, options),
    )
    expect(other).toMatchObject({ status: 401, error: 'insufficient_user_authentication' })
    expect(other.params).toMatchObject(step)
    expect(other.params).not.toHaveProperty('claims')
    const quiet = await refusalOf(await checkClaims(requirement, claims))
    expect(quiet.params).not.toHaveProperty('acr_values')
  })

  it('keeps what no header can hold out of it', async () => {
    const scopes = 'größe"\\\r\nSet-Cookie: a'
    const verdict = await checkClaims({ scopes: 'größe"\\' })
    expect((await refusalOf(verdict)).description).toBe('The scope gr??e?? is needed.')
    await expect(checkClaims({ scopes })).rejects.toMatchObject({ code: 'configuration' })
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
