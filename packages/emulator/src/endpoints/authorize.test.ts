import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import {
  c1,
  mia,
  pat,
  redirect,
  reply,
  setup,
  verifier,
} from '../sign-in/authorize-client.fixture.ts'

describe('authorize', () => {
  it('whoever is signed in is not asked again', async () => {
    const { open, signIn } = await setup()
    await signIn()
    expect(reply(await open()).code).toBeDefined()
    expect(reply(await open({ prompt: 'none' })).code).toBeDefined()
    expect((await open({ prompt: 'login' })).title).toBe('Sign in')
    expect((await open({ prompt: 'select_account' })).title).toBe('Pick an account')
  })

  it('prompt=none never shows a page', async () => {
    const { emulator, open, signIn } = await setup()
    expect(reply(await open({ prompt: 'none' }))).toMatchObject({
      error: 'login_required',
      error_description: expect.stringContaining('AADSTS50058'),
    })
    await signIn()
    expect(reply(await open({ prompt: 'none', claims: c1 }))).toMatchObject({
      error: 'interaction_required',
      suberror: 'basic_action',
      claims: expect.stringContaining('"c1"'),
    })
    expect(reply(await open({ prompt: 'none', login_hint: pat })).error).toBe('login_required')
    expect(reply(await open({ prompt: 'none', sid: 'other' })).error).toBe('login_required')
    await signIn(pat)
    expect(reply(await open({ prompt: 'none' })).error_description).toContain('AADSTS16000')
    expect(reply(await open({ prompt: 'none', login_hint: mia })).code).toBeDefined()
    await emulator.revokeSessions(mia)
    await emulator.revokeSessions(pat)
    expect(reply(await open({ prompt: 'none' })).error_description).toContain('AADSTS50133')
  })

  it('login_hint and sid choose the account; the claim of a token does as hint', async () => {
    const { open, signIn, redeem } = await setup()
    const { id_token } = await redeem(reply(await signIn(mia)).code ?? '')
    const { login_hint, sid } = decodeJwt(id_token)
    await signIn(pat)
    for (const hint of [{ login_hint: String(login_hint) }, { sid: String(sid) }]) {
      const tokens = await redeem(reply(await open({ ...hint, prompt: 'none' })).code ?? '')
      expect(decodeJwt(tokens.id_token).preferred_username).toBe(mia)
    }
    const fresh = await setup()
    expect((await fresh.open({ login_hint: 'x"y@z' })).text).toContain('value="x&quot;y@z"')
  })

  it.each([
    ['query', '?'],
    ['fragment', '#'],
  ])('state comes back byte for byte by %s', async (response_mode, separator) => {
    const { driver, endpoint, base } = await setup()
    const raw = 'eyJpZCI6IjEifQ%3D%3D%7Ca+b%2Fc%20%F0%9F%98%80%ff'
    const query = new URLSearchParams({ ...base, response_mode, prompt: 'none' })
    const page = await driver.open(`${endpoint}?${query}&state=${raw}`)
    expect(page.headers.get('location')?.startsWith(`${redirect}${separator}error=`)).toBe(true)
    expect(page.headers.get('location')).toMatch(/&state=eyJ.*%ff$/)
    expect(page.headers.get('location')).toContain(`&state=${raw.replace('+', '%20')}`)
  })

  it('form_post carries the answer in a form that sends itself', async () => {
    const { open, signIn } = await setup()
    await signIn()
    const page = await open({ response_mode: 'form_post', state: '"><script>' })
    expect(page.status).toBe(200)
    expect(page.text).toContain(`action="${redirect}"`)
    expect(page.text).toMatch(/name="code" value="[^"]+"/)
    expect(page.text).toContain('name="state" value="&quot;&gt;&lt;script&gt;"')
  })

  it('a redirect URI that is not registered is an error page, never a redirect', async () => {
    const { open } = await setup()
    for (const redirect_uri of ['https://evil.test/', 'javascript:alert(1)', '//evil.test', '']) {
      const page = await open({ redirect_uri, state: '<img src=x>' })
      expect(page.status).toBe(400)
      expect(page.left).toBeUndefined()
      expect(page.text).toContain('AADSTS50011')
    }
    const unknown = await open({ client_id: '<script>' })
    expect(unknown.text).toContain('AADSTS700016')
    expect(unknown.text).not.toContain('<script>')
  })

  it.each([
    [{ response_type: 'token' }, 'unsupported_response_type', 'AADSTS700054'],
    [{ code_challenge: '' }, 'invalid_request', 'AADSTS9002325'],
    [{ code_challenge: 'short' }, 'invalid_request', 'AADSTS501491'],
    [{ code_challenge_method: 'plain' }, 'invalid_request', 'S256'],
    [{ scope: '' }, 'invalid_request', 'AADSTS900144'],
    [{ scope: 'api://orders/nothing' }, 'invalid_scope', 'AADSTS650053'],
    [{ claims: '{' }, 'invalid_request', 'AADSTS9002313'],
    [{ prompt: 'shout' }, 'invalid_request', 'prompt'],
  ])('%j is an error for the client', async (wrong: Record<string, string>, error, text) => {
    const { open } = await setup()
    expect(reply(await open({ ...wrong, state: 's' }))).toMatchObject({
      error,
      error_description: expect.stringContaining(text),
      state: 's',
    })
  })

  it('the v1 path that challenges name works, with a form as well', async () => {
    const { emulator, base } = await setup()
    const url = `${emulator.url}/common/oauth2/authorize`
    const body = new URLSearchParams({ ...base, prompt: 'none' })
    const response = await emulator.fetch(new Request(url, { method: 'POST', body }))
    expect(response.headers.get('location')).toContain('error=login_required')
  })

  it('everything is in the journal, but no code, password or state', async () => {
    const { emulator, open, redeem } = await setup()
    const page = await open({ state: 'secret-state', login_hint: 'hint@contoso.test' })
    const done = await page.submit('login', { username: mia, password: 'password' })
    const { code = '' } = reply(done)
    await redeem(code)
    expect(emulator.journal.entries()).toMatchObject([
      { endpoint: 'authorize', client: 'spa', status: 200 },
      { endpoint: 'sign-in', client: 'spa', user: mia, status: 302, issued: { kinds: ['code'] } },
      { endpoint: 'token', client: 'spa', user: mia, grant: 'authorization_code', status: 200 },
    ])
    const printed = JSON.stringify(emulator.journal.entries()) + String(emulator.journal)
    for (const secret of [code, 'secret-state', 'hint@', verifier, '"password"']) {
      expect(printed).not.toContain(secret)
    }
  })
})
