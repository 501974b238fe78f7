import { describe, expect, it } from 'vitest'
import { createGuard, type GuardEvent, type GuardOptions } from '../index.ts'
import {
  api,
  call,
  forge,
  otherTenant,
  setGuard,
  sign,
  tenant,
  userClaims,
  v1,
  v2,
} from '../issuer.fixture.ts'
import { heardOf } from './heard-of.fixture.ts'
import { refusalOf } from './verdict.fixture.ts'

const graph = '00000003-0000-0000-c000-000000000000'

/** Of Graph nobody else can verify the signature: the nonce in the header is signed as its hash. */
const graphToken = async (aud = graph): Promise<string> => {
  const [, ...rest] = (await sign(userClaims({ aud }))).split('.')
  const header = { alg: 'RS256', typ: 'JWT', kid: 'key-1', nonce: 'as sent' }
  return [Buffer.from(JSON.stringify(header)).toString('base64url'), ...rest].join('.')
}

describe('the operator hears which mistake it was', () => {
  it.each<[string, string, () => string | Promise<string>, Partial<GuardEvent>]>([
    [
      'a token for Microsoft Graph',
      'graph_token',
      graphToken,
      { found: graph, expected: [api, `api://${api}`, `api://${api}/`] },
    ],
    ['the same by its URI', 'graph_token', () => graphToken('https://graph.microsoft.com'), {}],
    [
      'an unknown key',
      'unknown_key',
      () => sign(userClaims(), { kid: 'rolled' }),
      { found: 'rolled' },
    ],
    [
      'HS256, as of Static Web Apps',
      'wrong_algorithm',
      () => forge({ alg: 'HS256' }, { aud: 'x' }, 'c2lnbg'),
      { found: 'HS256' },
    ],
    [
      'the government cloud',
      'other_cloud',
      () =>
        sign(userClaims({ iss: `https://login.microsoftonline.us/${tenant}/v2.0` }), {
          kid: 'gov',
        }),
      {
        found: `https://login.microsoftonline.us/${tenant}/v2.0`,
        expected: [v2(tenant), v1(tenant)],
      },
    ],
    [
      'the cloud in China',
      'other_cloud',
      () => sign(userClaims({ iss: `https://login.partner.microsoftonline.cn/${tenant}/v2.0` })),
      {},
    ],
    [
      'B2C',
      'other_cloud',
      () => sign(userClaims({ iss: `https://contoso.b2clogin.com/${tenant}/v2.0/` })),
      {},
    ],
    [
      'External ID',
      'other_cloud',
      () =>
        sign(userClaims({ iss: `https://${tenant}.ciamlogin.com/${tenant}/v2.0`, aud: 'other' })),
      {},
    ],
    [
      'another audience',
      'wrong_audience',
      () => sign(userClaims({ aud: 'api://invoices' })),
      { found: 'api://invoices' },
    ],
    [
      'several audiences',
      'wrong_audience',
      () => sign(userClaims({ aud: ['a', 'b'] })),
      { found: 'a b' },
    ],
    [
      'another tenant',
      'wrong_issuer',
      () => sign(userClaims({ iss: v2(otherTenant), tid: otherTenant })),
      { found: v2(otherTenant), expected: [v2(tenant), v1(tenant)] },
    ],
    ['no expiry', 'no_expiry', () => sign(userClaims({ exp: undefined })), {}],
    ['an ID token', 'id_token', () => sign(userClaims({ azp: undefined, scp: undefined })), {}],
    [
      'an ID token with roles',
      'id_token',
      () => sign(userClaims({ azp: undefined, scp: undefined, roles: ['A'] })),
      {},
    ],
    ['an encrypted token', 'encrypted_token', () => `${'e30.'.repeat(4)}e30`, {}],
    ['an opaque token', 'not_a_jwt', () => 'opaque', {}],
    ['an empty variable', 'undefined_token', () => 'undefined', {}],
    ['an empty variable of a template', 'undefined_token', () => 'null', {}],
  ])('%s: %s', async (_what, reason, make, more) => {
    const { event, refusal } = await heardOf(await make())
    expect(event).toMatchObject({ type: 'refused', status: 401, reason, ...more })
    expect(event.detail.length).toBeGreaterThan(15)
    for (const text of [event.found, ...(event.expected ?? [])]) {
      if (text !== undefined) expect(event.detail).toContain(text)
    }
    // The caller learns no more than it knew.
    if (event.found !== undefined) expect(JSON.stringify(refusal)).not.toContain(event.found)
    expect(refusal.error).toBe('invalid_token')
  })

  it('a token that is too long', async () => {
    const { guard, events } = setGuard()
    const headers = { get: () => `Bearer ${'x'.repeat(16_400)}` }
    await guard.check({ headers })
    expect(events).toMatchObject([{ reason: 'token_too_long', status: 400 }])
  })

  it('a text of the token that would forge a log line, on one line and short', async () => {
    const aud = `evil\n[2026] "all fine" \u001b[2J${'x'.repeat(1000)}`
    const { event } = await heardOf(await sign(userClaims({ aud })))
    expect(event.found).toMatch(/^[\x20-\x7e]{200}$/)
  })

  it.each([7, null, { toString: 'x' }, [['a']], [null, { a: 1 }]])(
    'an audience that is no text: %j',
    async (aud) => {
      const { event } = await heardOf(await sign(userClaims({ aud })))
      expect(event.reason).toBe('wrong_audience')
      expect(event.found).toContain('(no text)')
    },
  )

  it('a token for Graph at a guard of Graph is not refused for that', async () => {
    const { event } = await heardOf(await graphToken(), { audience: graph })
    expect(event.reason).toBe('bad_signature')
  })
})

describe('a listener', () => {
  it('is a guest: what it throws changes no answer', async () => {
    const onEvent = () => {
      throw new Error('MARKER')
    }
    const { guard } = setGuard({ onEvent })
    expect(await refusalOf(await guard.check(call('undefined')))).toMatchObject({ status: 401 })
    const anonymous = new Request('https://api.contoso.test/')
    expect(await refusalOf(await guard.check(anonymous))).toMatchObject({ status: 401 })
  })
})

describe('a function of tenants that fails', () => {
  it.each<[string, () => boolean | Promise<boolean>]>([
    [
      'throws',
      () => {
        throw new Error('MARKER')
      },
    ],
    ['rejects', () => Promise.reject(new Error('MARKER'))],
  ])('and %s: the answer is 503, and the operator hears of it', async (_what, tenantId) => {
    const { guard, events } = setGuard({ tenantId })
    const verdict = await guard.check(call(await sign(userClaims())))
    expect(verdict.ok || verdict.response.status).toBe(503)
    expect(events).toMatchObject([{ reason: 'unavailable', detail: /tenants cannot be known/ }])
  })
})

describe('the audience of the README', () => {
  const audience = ['api://orders', api.toUpperCase()]

  it.each([
    ['v2.0', api, v2(tenant)],
    ['v2.0 in capitals', api.toUpperCase(), v2(tenant)],
    ['v1.0', 'api://orders', v1(tenant)],
    ['v1.0 with a slash', 'api://orders/', v1(tenant)],
    ['v1.0 by default', `api://${api}`, v1(tenant)],
    ['v1.0 by default, in capitals', `api://${api.toUpperCase()}/`, v1(tenant)],
    ['one of several', ['x', api], v2(tenant)],
  ])('takes tokens of %s', async (_what, aud, iss) => {
    const { guard } = setGuard({ audience })
    expect((await guard.check(call(await sign(userClaims({ aud, iss }))))).ok).toBe(true)
  })

  it.each(['api://orders.evil', 'API://orders', 'api://orders//', '', 7, undefined, [[api]]])(
    'takes none for %j',
    async (aud) => {
      const { event } = await heardOf(await sign(userClaims({ aud })), { audience })
      expect(event.reason).toBe('wrong_audience')
    },
  )
})

describe('a token that is bound to a key', () => {
  it('is taken where the guard is told to', async () => {
    const { guard } = setGuard({ boundTokens: 'accept' })
    expect((await guard.check(call(await sign(userClaims({ cnf: { jkt: 'x' } }))))).ok).toBe(true)
  })
})

it('names options that cannot work, and what was meant', () => {
  const create = (options: object) => () => createGuard(options as GuardOptions)
  expect(create({ tenant, audience: api })).toThrow(
    'createGuard: unknown key `tenant`: did you mean `tenantId`?',
  )
  expect(create({ tenantId: tenant })).toThrow(/audience: must be a text.*got undefined/)
})
