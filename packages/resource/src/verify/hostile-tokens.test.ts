import { SignJWT } from 'jose'
import { describe, expect, it, vi } from 'vitest'
import { refusalOf, toldBy } from '../guard/verdict.fixture.ts'
import type { RefusalReason } from '../index.ts'
import {
  api,
  call,
  forge,
  keySet,
  noon,
  otherTenant,
  publicPem,
  setGuard,
  sign,
  tenant,
  userClaims,
  v1,
  v2,
} from '../issuer.fixture.ts'

const marker = 'MARKER'
const claims = (more: Record<string, unknown> = {}) =>
  userClaims({ name: marker, oid: `${marker}-user`, ...more })

async function hmacWithPublicKey(): Promise<string> {
  const secret = new TextEncoder().encode(await publicPem())
  return new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: 'key-1' }).sign(secret)
}

const swapPayload = (token: string, payload: object): string => {
  const [header, , signature] = token.split('.')
  return [header, Buffer.from(JSON.stringify(payload)).toString('base64url'), signature].join('.')
}

describe('a token that is refused with 401 invalid_token', () => {
  it.each<[string, RefusalReason, () => string | Promise<string>]>([
    [
      'of another tenant',
      'wrong_issuer',
      () => sign(claims({ tid: otherTenant, iss: v2(otherTenant) })),
    ],
    [
      'of another tenant, v1.0',
      'wrong_issuer',
      () => sign(claims({ tid: otherTenant, iss: v1(otherTenant) })),
    ],
    [
      'whose tid is ours and whose iss is not',
      'wrong_issuer',
      () => sign(claims({ iss: v2(otherTenant) })),
    ],
    [
      'whose iss is ours and whose tid is not',
      'wrong_issuer',
      () => sign(claims({ tid: otherTenant })),
    ],
    ['without a tid', 'wrong_issuer', () => sign(claims({ tid: undefined }))],
    [
      'with a tid that is a template',
      'wrong_issuer',
      () => sign(claims({ tid: '{tenantid}', iss: v2('{tenantid}') })),
    ],
    [
      'of an issuer that looks alike',
      'wrong_issuer',
      () => sign(claims({ iss: `${v2(tenant)}/` })),
    ],
    ['for another audience', 'wrong_audience', () => sign(claims({ aud: otherTenant }))],
    ['without an audience', 'wrong_audience', () => sign(claims({ aud: undefined }))],
    ['with alg none', 'wrong_algorithm', () => forge({ alg: 'none', typ: 'JWT' }, claims())],
    [
      'with alg None and a signature',
      'wrong_algorithm',
      () => forge({ alg: 'None', kid: 'key-1' }, claims(), 'AAAA'),
    ],
    ['with HS256 and the public key as the secret', 'wrong_algorithm', hmacWithPublicKey],
    [
      'signed by a stranger under our key id',
      'bad_signature',
      () => sign(claims(), { stranger: true }),
    ],
    ['with an unknown key id', 'unknown_key', () => sign(claims(), { kid: 'key-2' })],
    [
      'that was tampered with',
      'bad_signature',
      async () => swapPayload(await sign(claims()), claims({ scp: 'all' })),
    ],
    [
      'whose signature is cut off',
      'bad_signature',
      async () => (await sign(claims())).slice(0, -10),
    ],
    [
      'without a signature',
      'bad_signature',
      async () => (await sign(claims())).replace(/[^.]*$/, ''),
    ],
    ['that has expired', 'expired', () => sign(claims({ exp: noon - 61 }))],
    ['that never expires', 'no_expiry', () => sign(claims({ exp: undefined }))],
    ['that is not valid yet', 'not_yet_valid', () => sign(claims({ nbf: noon + 61 }))],
    ['without the time of issue', 'invalid_claims', () => sign(claims({ iat: undefined }))],
    ['that is no JWT', 'not_a_jwt', () => `${marker}.${marker}`],
    ['that is no JSON', 'bad_signature', () => `${marker}.${marker}.${marker}`],
    [
      'with a crit header',
      'not_a_jwt',
      () => forge({ alg: 'RS256', kid: 'key-1', crit: ['exp'] }, claims(), 'AA'),
    ],
    [
      'that brings its own key',
      'bad_signature',
      () => forge({ alg: 'RS256', jwk: { kty: 'RSA' } }, claims(), 'AA'),
    ],
    [
      'that is a security event',
      'not_an_access_token',
      () => sign(claims(), { typ: 'secevent+jwt' }),
    ],
    [
      'that is an ID token',
      'id_token',
      () => sign(claims({ azp: undefined, scp: undefined, nonce: 'n' })),
    ],
    ['that grants nothing', 'no_permission', () => sign(claims({ scp: undefined }))],
    ['whose scp is a number', 'invalid_claims', () => sign(claims({ scp: 7 }))],
    [
      'whose roles are objects',
      'invalid_claims',
      () => sign(claims({ roles: [{ toString: marker }] })),
    ],
    ['whose xms_cc is an object', 'invalid_claims', () => sign(claims({ xms_cc: { 0: 'cp1' } }))],
    ['whose acrs are nested', 'invalid_claims', () => sign(claims({ acrs: [['c1']] }))],
    ['whose tid is a list', 'invalid_claims', () => sign(claims({ tid: [tenant] }))],
    ['whose oid is an object', 'invalid_claims', () => sign(claims({ oid: { $ne: marker } }))],
    ['whose exp is a text', 'invalid_claims', () => sign(claims({ exp: `${noon + 60}` }))],
    ['whose auth_time is a text', 'invalid_claims', () => sign(claims({ auth_time: marker }))],
    [
      'that was issued in the future',
      'issued_in_future',
      () => sign(claims({ iat: noon + 61, nbf: noon, exp: noon + 3600 })),
    ],
    ['that names nobody', 'no_subject', () => sign(claims({ oid: undefined, sub: undefined }))],
    ['that is bound to a key', 'bound_token', () => sign(claims({ cnf: { jkt: marker } }))],
    ['with the hash of a code', 'id_token', () => sign(claims({ c_hash: 'x' }))],
    ['that is encrypted', 'encrypted_token', () => 'e30.e30.e30.e30.e30'],
    ['that is an empty variable', 'undefined_token', () => 'NaN'],
  ])('%s: %s, and says nothing of the token', async (_what, reason, make) => {
    const log = vi.spyOn(console, 'error')
    const { guard, events } = setGuard()
    const token = await make()
    const verdict = await guard.check(call(token))
    expect(await refusalOf(verdict)).toMatchObject({ status: 401, error: 'invalid_token' })
    expect(events).toMatchObject([{ reason, status: 401 }])
    const told = await toldBy(verdict, events)
    for (const secret of [marker, ...token.split('.').filter((part) => part.length > 3)]) {
      expect(told).not.toContain(secret)
    }
    expect(told).not.toMatch(/\bat \w|node_modules|\.ts:/)
    expect(log).not.toHaveBeenCalled()
    log.mockRestore()
  })
})

describe('a header that is refused', () => {
  it.each([
    ['a token of 100 kB', `Bearer ${'x'.repeat(100_000)}`],
    ['a token with three parts of 100 kB', `Bearer ${'x.'.repeat(50_000)}`],
    ['no token', 'Bearer'],
    ['no token but space', 'Bearer   '],
    ['two tokens', 'Bearer one two'],
    ['two credentials', 'Bearer one, Bearer two'],
    ['characters that no token has', 'Bearer "one"'],
  ])('with 400: %s', async (_what, authorization) => {
    const fetch = vi.fn(keySet)
    const { guard, events } = setGuard({ fetch: () => fetch() })
    const headers = { get: (name: string) => (name === 'authorization' ? authorization : null) }
    const verdict = await guard.check({ headers })
    expect(await refusalOf(verdict)).toMatchObject({ status: 400, error: 'invalid_request' })
    expect((await toldBy(verdict, events)).length).toBeLessThan(1000)
    expect(fetch).not.toHaveBeenCalled()
  })

  it.each([
    ['nothing', undefined],
    ['basic', 'Basic dTpw'],
    ['bearers', 'Bearers abc'],
  ])('with 401 and no error code: %s', async (_what, authorization) => {
    const { guard } = setGuard()
    const request = new Request('https://api.contoso.test/', {
      headers: authorization === undefined ? {} : { authorization },
    })
    const { status, params } = await refusalOf(await guard.check(request))
    expect(status).toBe(401)
    expect(params).toEqual({
      realm: '',
      authorization_uri: 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
    })
  })
})

describe('made-up tokens', () => {
  it('cost one look for keys in the cooldown, and are not remembered', async () => {
    const fetch = vi.fn(keySet)
    const { guard } = setGuard({ fetch: () => fetch() })
    for (let index = 0; index < 50; index++) {
      const token = forge({ alg: 'RS256', kid: `key-${index}` }, userClaims(), 'AAAA')
      await refusalOf(await guard.check(call(token)))
    }
    expect(fetch).toHaveBeenCalledTimes(1)
  })

  it('do not change the prototype of anything', async () => {
    const { guard } = setGuard()
    const token = await sign({ ...userClaims(), ['__proto__']: { polluted: true } })
    const verdict = await guard.check(call(token))
    expect(verdict.ok).toBe(true)
    expect(Object.prototype).not.toHaveProperty('polluted')
    expect(verdict.ok && verdict.caller).not.toHaveProperty('polluted')
  })

  it('that a single tenant’s key has signed are of that tenant only', async () => {
    const token = await sign(userClaims())
    const keysOf = (tid: string) => () => keySet({ issuer: v2(tid) })
    const foreign = setGuard({ fetch: keysOf(otherTenant) })
    expect((await refusalOf(await foreign.guard.check(call(token)))).error).toBe('invalid_token')
    const own = setGuard({ fetch: keysOf(tenant) })
    expect((await own.guard.check(call(token))).ok).toBe(true)
  })

  it('need an audience even of a guard for many', async () => {
    const { guard } = setGuard({ audience: [api, 'api://orders'] })
    const token = await sign(userClaims({ aud: 'api://orders.evil.test' }))
    expect((await refusalOf(await guard.check(call(token)))).status).toBe(401)
  })
})
