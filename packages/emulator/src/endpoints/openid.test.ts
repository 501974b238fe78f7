import { createHash } from 'node:crypto'
import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { mia, reply, setup } from '../sign-in/authorize-client.fixture.ts'
import { readyTenant } from '../tenant/ready-tenant.ts'

const apps = { ...readyTenant.apps, spa: { ...readyTenant.apps.spa, idTokens: true } }
const implicit = { response_type: 'id_token', response_mode: 'fragment', nonce: 'n' }
const hybrid = { ...implicit, response_type: 'code id_token' }

describe('response types', () => {
  it('an ID token comes at once to an app that enables it', async () => {
    const { signIn, base } = await setup({ apps })
    const answer = reply(await signIn(mia, implicit))
    expect(Object.keys(answer)).toEqual(['id_token', 'session_state'])
    expect(decodeJwt(answer.id_token ?? '')).toMatchObject({ nonce: 'n', aud: base.client_id })
  })

  it('a code comes with an ID token that vouches for it', async () => {
    const { signIn, redeem, emulator } = await setup({ apps })
    const { code = '', id_token = '' } = reply(await signIn(mia, hybrid))
    const half = createHash('sha256').update(code).digest().subarray(0, 16)
    expect(decodeJwt(id_token).c_hash).toBe(half.toString('base64url'))
    expect((await redeem(code)).access_token).toBeDefined()
    const [authorized] = emulator.journal.entries({ endpoint: 'sign-in' })
    expect(authorized?.issued?.kinds).toEqual(['code', 'id_token'])
  })

  it.each<[string, object, Record<string, string>, string]>([
    ['an app that does not enable it', readyTenant.apps, implicit, 'AADSTS700054'],
    ['a query', apps, { ...implicit, response_mode: 'query' }, 'AADSTS70007'],
    ['a request without nonce', apps, { ...implicit, nonce: '' }, "'nonce'"],
    ['a token', apps, { ...implicit, response_type: 'token' }, 'AADSTS700054'],
  ])('an ID token is not for %s', async (_, registered, parameters, words) => {
    const { open } = await setup({ apps: registered as typeof apps })
    expect(reply(await open(parameters)).error_description).toContain(words)
  })
})

describe('max_age', () => {
  it('asks for a sign-in that is no older, and moves auth_time', async () => {
    const { emulator, open, signIn, redeem } = await setup()
    const first = await redeem(reply(await signIn()).code ?? '')
    await emulator.clock.advance('10m')
    expect(reply(await open({ max_age: '601' })).code).toBeDefined()
    expect(reply(await open({ max_age: '600', prompt: 'none' })).code).toBeDefined()
    expect(reply(await open({ max_age: '599', prompt: 'none' }))).toMatchObject({
      error: 'login_required',
      error_description: expect.stringContaining('AADSTS70044'),
    })
    const page = await open({ max_age: '0' })
    expect(page.title).toBe('Sign in')
    const { code = '' } = reply(await page.submit('login', { as: mia }))
    const second = await redeem(code)
    const [before, after] = [first, second].map(({ id_token }) => decodeJwt(id_token).auth_time)
    expect(Number(after) - Number(before)).toBe(600)
  })

  it('must be a number', async () => {
    const { open } = await setup()
    expect(reply(await open({ max_age: 'soon' })).error).toBe('invalid_request')
  })
})

describe('resource', () => {
  it('must be the API of the scopes', async () => {
    const { open, signIn, redeem, emulator } = await setup()
    const foreign = { resource: 'https://mcp.contoso.test/mcp' }
    expect(reply(await open(foreign))).toMatchObject({
      error: 'invalid_target',
      error_description: expect.stringContaining('AADSTS9010010'),
    })
    const page = await signIn(mia, { resource: 'api://orders' })
    const { code = '' } = reply(page)
    expect((await redeem(code, foreign)).error_codes).toEqual([9010010])
    const again = reply(await open({ resource: emulator.audience('api://orders') }))
    expect(again.code).toBeDefined()
  })
})

describe('userinfo', () => {
  it('is Graph’s, and knows the subject of the ID token', async () => {
    const { emulator, signIn, redeem } = await setup()
    const scope = 'openid profile email User.Read'
    const { code = '' } = reply(await signIn(mia, { scope }))
    const { access_token, id_token } = await redeem(code)
    const url = `${emulator.issuer}/.well-known/openid-configuration`
    const { userinfo_endpoint } = await (await emulator.fetch(new Request(url))).json()
    expect(userinfo_endpoint).toBe(`${emulator.graphUrl}/oidc/userinfo`)
    const headers = { authorization: `Bearer ${access_token}` }
    const response = await emulator.fetch(new Request(userinfo_endpoint, { headers }))
    expect(await response.json()).toMatchObject({
      sub: decodeJwt(id_token).sub,
      name: 'Mia Ferrari',
      given_name: 'Mia',
      email: mia,
    })
    expect((await emulator.fetch(new Request(userinfo_endpoint))).status).toBe(401)
  })
})
