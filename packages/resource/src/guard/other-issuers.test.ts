import { describe, expect, it } from 'vitest'
import {
  api,
  call,
  keySet,
  noon,
  otherTenant,
  setGuard,
  sign,
  tenant,
  userClaims,
} from '../issuer.fixture.ts'
import { heardOf } from './heard-of.fixture.ts'
import { refusalOf } from './verdict.fixture.ts'

describe('other issuers of Microsoft', () => {
  const b2c = {
    tenantId: undefined,
    issuer: `https://contoso.b2clogin.com/${tenant}/v2.0/`,
    jwksUri:
      'https://contoso.b2clogin.com/contoso.onmicrosoft.com/discovery/v2.0/keys?p=B2C_1_signin',
    scopePrefix: 'https://contoso.onmicrosoft.com/orders/',
  }
  const b2cClaims = (more: object = {}) => ({
    ...{ iss: b2c.issuer, aud: api, sub: 'a-user', ver: '1.0', tfp: 'B2C_1_signin', nonce: 'n' },
    ...{ iat: noon - 60, nbf: noon - 60, exp: noon + 3600, azp: 'a-client', scp: 'orders.read' },
    ...more,
  })

  it('B2C: access tokens are taken, with keys of a policy', async () => {
    const asked: string[] = []
    const fetch = (request: Request) => {
      asked.push(request.url)
      return keySet({ issuer: undefined })
    }
    const { guard } = setGuard({ ...b2c, fetch })
    const verdict = await guard.check(call(await sign(b2cClaims())), { scopes: 'orders.read' })
    expect(verdict).toMatchObject({ ok: true, caller: { objectId: 'a-user', kind: 'user' } })
    expect(asked).toEqual([b2c.jwksUri])
    const refused = await guard.check(call(await sign(b2cClaims())), { scopes: 'orders.write' })
    const { params } = await refusalOf(refused)
    expect(params.scope).toBe('https://contoso.onmicrosoft.com/orders/orders.write')
  })

  it('External ID: the tenant stands in the host of the issuer', async () => {
    const issuer = 'https://{tenantid}.ciamlogin.com/{tenantid}/v2.0'
    const jwksUri =
      'https://contoso.ciamlogin.com/contoso.onmicrosoft.com/discovery/v2.0/keys?appid=1'
    const { guard } = setGuard({ issuer, jwksUri })
    const iss = issuer.replaceAll('{tenantid}', tenant)
    expect((await guard.check(call(await sign(userClaims({ iss }))))).ok).toBe(true)
    const foreign = issuer.replaceAll('{tenantid}', otherTenant)
    const token = await sign(userClaims({ iss: foreign, tid: otherTenant }))
    expect((await guard.check(call(token))).ok).toBe(false)
  })

  it.each<[string, Record<string, unknown>, string]>([
    ['B2C', b2cClaims({ azp: undefined, scp: undefined }), 'id_token'],
    [
      'B2C, without a nonce',
      b2cClaims({ azp: undefined, scp: undefined, nonce: undefined }),
      'id_token',
    ],
    ['OpenID Connect, with a nonce', { iss: 'https://i', azp: 'c', nonce: 'n' }, 'id_token'],
    [
      'OpenID Connect, with a hash',
      { iss: 'https://i', azp: 'c', at_hash: 'h', roles: ['A'] },
      'id_token',
    ],
    [
      'OpenID Connect, bare',
      { iss: 'https://i', azp: 'c', email: 'a@b.test', roles: ['A'] },
      'not_an_access_token',
    ],
    ['Cognito', { iss: 'https://i', token_use: 'id', scope: 'x' }, 'id_token'],
    ['Keycloak', { iss: 'https://i', typ: 'ID', azp: 'c', scope: 'openid' }, 'id_token'],
  ])('an ID token of %s never passes', async (_whose, claims, reason) => {
    const token = await sign({ aud: api, sub: 's', iat: noon, exp: noon + 60, ...claims })
    const options = claims.iss === 'https://i' ? { ...b2c, issuer: 'https://i' } : b2c
    const { event } = await heardOf(token, {
      ...options,
      fetch: () => keySet({ issuer: undefined }),
    })
    expect(event.reason).toBe(reason)
  })

  it.each<[string, Record<string, unknown>, string]>([
    ['RFC 9068', { client_id: 'c' }, 'at+jwt'],
    ['Auth0', { azp: 'c', scope: 'openid orders.read' }, 'JWT'],
    ['Okta', { cid: 'c', scp: ['orders.read'] }, 'JWT'],
    ['Okta, without scopes', { cid: 'c' }, 'JWT'],
    ['Cognito', { token_use: 'access', client_id: 'c' }, 'JWT'],
    ['Keycloak', { typ: 'Bearer', azp: 'c' }, 'JWT'],
  ])('an access token of %s passes', async (_whose, claims, typ) => {
    const issuer = 'https://i'
    const token = await sign(
      { iss: issuer, aud: api, sub: 's', iat: noon, exp: noon + 60, ...claims },
      { typ },
    )
    const { guard } = setGuard({ ...b2c, issuer, fetch: () => keySet({ issuer: undefined }) })
    expect(await guard.check(call(token))).toMatchObject({ ok: true })
  })

  it('an ID token does not pass because someone else has verified it either', async () => {
    const { guard, events } = setGuard()
    const verdict = await guard.authorize(userClaims({ scp: undefined, nonce: 'n' }))
    expect([verdict.ok, events[0]?.reason]).toEqual([false, 'id_token'])
    const future = await guard.authorize(userClaims({ iat: noon + 1000 }))
    expect([future.ok, events[1]?.reason]).toEqual([false, 'issued_in_future'])
  })
})
