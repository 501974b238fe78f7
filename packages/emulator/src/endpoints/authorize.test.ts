import { createHash } from 'node:crypto'
import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import type { EmulatorOptions } from '../options.ts'
import { readyTenant } from '../ready-tenant.ts'
import { startEmulator } from '../start-emulator.ts'
import { createPageDriver, type Page } from '../testing/page-driver.ts'

const mia = 'mfa-user@contoso.test'
const pat = 'plain-user@contoso.test'
const verifier = 'v'.repeat(43)
const redirect = 'http://localhost:3000/auth'
const c1 = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'

async function setup(options: EmulatorOptions = {}) {
  const emulator = await startEmulator({ port: false, clock: '2026-03-01T12:00:00Z', ...options })
  const driver = createPageDriver(emulator)
  const client_id = emulator.msalConfig('spa').auth.clientId
  const base = {
    client_id,
    response_type: 'code',
    redirect_uri: redirect,
    scope: 'api://orders/orders.read openid profile offline_access',
    response_mode: 'query',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }
  const endpoint = `${emulator.url}/${emulator.tenantId}/oauth2/v2.0/authorize`
  const open = (more: Record<string, string> = {}) =>
    driver.open(`${endpoint}?${new URLSearchParams({ ...base, ...more })}`)
  const signIn = async (user = mia, more: Record<string, string> = {}): Promise<Page> =>
    (await open({ prompt: 'login', ...more })).submit('login', { as: user })
  async function redeem(code: string, more: Record<string, string> = {}) {
    const body = new URLSearchParams({
      client_id,
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirect,
      code_verifier: verifier,
      ...more,
    })
    const url = `${emulator.url}/${emulator.tenantId}/oauth2/v2.0/token`
    return (await emulator.fetch(new Request(url, { method: 'POST', body }))).json()
  }
  return { emulator, driver, open, signIn, redeem, endpoint, base }
}

const reply = (page: Page): Record<string, string> => {
  const { searchParams, hash } = page.left ?? new URL('about:blank')
  return Object.fromEntries([...searchParams, ...new URLSearchParams(hash.slice(1))])
}

test('a person signs in with a password, and the client gets tokens for the code', async () => {
  const { open, redeem } = await setup()
  const page = await open({ nonce: 'n-1', client_info: '1' })
  expect(page.title).toBe('Sign in')
  const wrong = await page.submit('login', { username: mia, password: 'wrong' })
  expect(wrong.text).toContain('AADSTS50126')
  const done = await wrong.submit('login', { username: 'mfa-user', password: 'password' })
  expect(done.left?.origin).toBe('http://localhost:3000')
  const { code = '', client_info = '', session_state } = reply(done)
  const tokens = await redeem(code)
  expect(decodeJwt(tokens.id_token)).toMatchObject({
    nonce: 'n-1',
    preferred_username: mia,
    sid: session_state,
    login_hint: expect.stringMatching(/^O\./),
  })
  const { uid } = JSON.parse(Buffer.from(client_info, 'base64url').toString())
  expect(decodeJwt(tokens.access_token)).toMatchObject({ scp: 'orders.read', oid: uid })
  expect(tokens.refresh_token).toBeDefined()
})

test('no nonce is given back unless one was sent', async () => {
  const { signIn, redeem } = await setup()
  const { id_token } = await redeem(reply(await signIn()).code ?? '')
  expect(decodeJwt(id_token)).not.toHaveProperty('nonce')
})

test('whoever is signed in is not asked again', async () => {
  const { open, signIn } = await setup()
  await signIn()
  expect(reply(await open()).code).toBeDefined()
  expect(reply(await open({ prompt: 'none' })).code).toBeDefined()
  expect((await open({ prompt: 'login' })).title).toBe('Sign in')
  expect((await open({ prompt: 'select_account' })).title).toBe('Pick an account')
})

test('prompt=none never shows a page', async () => {
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

test('with several accounts the person picks one, or uses another', async () => {
  const { open, signIn, redeem } = await setup()
  await signIn(mia)
  await signIn(pat)
  const page = await open()
  expect(page.title).toBe('Pick an account')
  const picked = reply(await page.submit('account', { user: mia }))
  const tokens = await redeem(picked.code ?? '')
  expect(decodeJwt(tokens.id_token).preferred_username).toBe(mia)
  const other = await (await open()).submit('account', { user: '' })
  expect(other.title).toBe('Sign in')
  expect(reply(await other.submit('login', { as: pat })).code).toBeDefined()
})

test('login_hint and sid choose the account; the claim of a token does as hint', async () => {
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

test('an authentication context asks for a second factor, which the session keeps', async () => {
  const { open, signIn, redeem } = await setup()
  await signIn()
  const page = await open({ claims: c1 })
  expect(page.title).toBe('Approve sign-in request')
  const done = await page.submit('mfa', { answer: 'approve' })
  const tokens = await redeem(reply(done).code ?? '')
  expect(decodeJwt(tokens.access_token).acrs).toEqual(['c1'])
  expect(reply(await open({ claims: c1, prompt: 'none' })).code).toBeDefined()
})

test('a second factor can be denied', async () => {
  const { signIn } = await setup()
  const page = await signIn(mia, { claims: c1 })
  expect(reply(await page.submit('mfa', { answer: 'deny' }))).toMatchObject({
    error: 'access_denied',
    error_description: expect.stringContaining('AADSTS500121'),
  })
})

test('who has no second factor can change account or cancel, but not go on', async () => {
  const { signIn } = await setup()
  const page = await signIn(pat, { claims: c1 })
  expect(page.title).toBe('More information required')
  const forged = await (await signIn(mia, { claims: c1 })).submit('mfa', { answer: 'approve' })
  expect(reply(forged).code).toBeDefined()
  expect((await page.submit('account', { user: '' })).title).toBe('Sign in')
  expect(reply(await page.submit('cancel')).error).toBe('access_denied')
})

test('nbf asks for a sign-in that is late enough, once', async () => {
  const { emulator, open, signIn } = await setup()
  await signIn()
  await emulator.clock.advance('1h')
  const value = String(emulator.clock.now() / 1000)
  const claims = JSON.stringify({ access_token: { nbf: { essential: true, value } } })
  const page = await open({ claims })
  expect(page.title).toBe('Sign in')
  expect(page.text).toContain(`value="${mia}"`)
  expect(reply(await page.submit('login', { as: mia })).code).toBeDefined()
  const never = JSON.stringify({ access_token: { nbf: { essential: true, value: '9999999999' } } })
  const stuck = await (await open({ claims: never })).submit('login', { as: mia })
  expect(stuck.title).toBe('You cannot access this right now')
  expect(reply(await stuck.submit('cancel')).error_description).toContain('AADSTS50173')
})

test('who is revoked while a page waits signs in again', async () => {
  const { emulator, signIn } = await setup()
  const page = await signIn(mia, { claims: c1 })
  await emulator.revokeSessions(mia)
  expect((await page.submit('mfa', { answer: 'approve' })).title).toBe('Sign in')
})

test('a blocked user is told so, and so is the client', async () => {
  const { emulator, signIn } = await setup()
  emulator.policies.add({ name: 'nobody', grant: 'block' })
  const page = await signIn()
  expect(page.text).toContain('AADSTS53003')
  expect(reply(await page.submit('cancel'))).toMatchObject({
    error: 'access_denied',
    claims: expect.stringContaining('capolids'),
  })
})

test('consent is asked for once, and can be declined', async () => {
  const apps = { ...readyTenant.apps, spa: { ...readyTenant.apps.spa, consent: 'user' as const } }
  const { open, signIn } = await setup({ apps })
  const page = await signIn()
  expect(page.title).toBe('Permissions requested')
  expect(page.text).toContain('orders.read')
  expect(reply(await open({ prompt: 'none' })).error).toBe('consent_required')
  expect(reply(await page.submit('consent', { answer: 'accept' })).code).toBeDefined()
  expect(reply(await open()).code).toBeDefined()
  const again = await open({ prompt: 'consent' })
  expect(reply(await again.submit('consent', { answer: 'decline' }))).toMatchObject({
    error: 'access_denied',
    error_description: expect.stringContaining('AADSTS65004'),
  })
})

test.each([
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

test('form_post carries the answer in a form that sends itself', async () => {
  const { open, signIn } = await setup()
  await signIn()
  const page = await open({ response_mode: 'form_post', state: '"><script>' })
  expect(page.status).toBe(200)
  expect(page.text).toContain(`action="${redirect}"`)
  expect(page.text).toMatch(/name="code" value="[^"]+"/)
  expect(page.text).toContain('name="state" value="&quot;&gt;&lt;script&gt;"')
})

test('a redirect URI that is not registered is an error page, never a redirect', async () => {
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

test.each([
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

test('a code is good once, for its client, redirect URI and verifier, for ten minutes', async () => {
  const { emulator, signIn, redeem } = await setup()
  const code = async (): Promise<string> => reply(await signIn()).code ?? ''
  const failure = async (given: string, more: Record<string, string>) =>
    (await redeem(given, more)).error_codes
  const first = await code()
  expect(await failure(first, { code_verifier: 'w'.repeat(43) })).toEqual([501481])
  expect(await failure(first, { code_verifier: '' })).toEqual([501481])
  expect(await failure(first, { redirect_uri: 'http://localhost/x' })).toEqual([500112])
  const cli = emulator.msalConfig('cli').auth.clientId
  expect(await failure(first, { client_id: cli })).toEqual([700005])
  expect((await redeem(first)).access_token).toBeDefined()
  expect(await failure(first, {})).toEqual([54005])
  expect(await failure('made-up', {})).toEqual([9002313])
  const late = await code()
  await emulator.clock.advance('10m')
  expect(await failure(late, {})).toEqual([70008])
  const revoked = await code()
  await emulator.revokeSessions(mia)
  expect(await failure(revoked, {})).toEqual([50173])
})

test('a page is of no use a second time or after an hour', async () => {
  const { emulator, open } = await setup()
  const page = await open()
  await page.submit('login', { as: mia })
  const replayed = await page.submit('login', { as: mia })
  expect(replayed.text).toContain('AADSTS50089')
  const late = await open({ prompt: 'login' })
  await emulator.clock.advance('1h')
  expect((await late.submit('login', { as: mia })).text).toContain('AADSTS50089')
})

test('pages run nothing foreign and are not framed', async () => {
  const { open } = await setup()
  const { headers } = await open()
  expect(headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(headers.get('x-frame-options')).toBe('DENY')
  expect(headers.get('cache-control')).toBe('no-store')
})

test('the v1 path that challenges name works, with a form as well', async () => {
  const { emulator, base } = await setup()
  const url = `${emulator.url}/common/oauth2/authorize`
  const body = new URLSearchParams({ ...base, prompt: 'none' })
  const response = await emulator.fetch(new Request(url, { method: 'POST', body }))
  expect(response.headers.get('location')).toContain('error=login_required')
})

test('signing out ends the session in the browser and leads back to a registered address', async () => {
  const { emulator, driver, open, signIn } = await setup()
  await signIn()
  const url = `${emulator.url}/${emulator.tenantId}/oauth2/v2.0/logout?`
  const back = new URLSearchParams({ post_logout_redirect_uri: redirect, state: 'a b' })
  const page = await driver.open(`${url}${back}`)
  expect(page.left?.href).toBe(`${redirect}?state=a+b`)
  expect(reply(await open({ prompt: 'none' })).error).toBe('login_required')
  const evil = new URLSearchParams({ post_logout_redirect_uri: 'https://evil.test/' })
  expect((await driver.open(`${url}${evil}`)).title).toBe('You are signed out')
})

test('signing out with a hint spares the others', async () => {
  const { emulator, driver, open, signIn } = await setup()
  await signIn(mia)
  await signIn(pat)
  const url = `${emulator.url}/${emulator.tenantId}/oauth2/v2.0/logout?logout_hint=${pat}`
  await driver.open(url)
  expect(reply(await open({ prompt: 'none' })).code).toBeDefined()
})

test('a person types the code of a device, and signs in for it', async () => {
  const { emulator, driver } = await setup()
  const client_id = emulator.msalConfig('cli').auth.clientId
  const send = async (path: string, form: Record<string, string>) => {
    const body = new URLSearchParams({ client_id, ...form })
    const url = `${emulator.url}/common/oauth2/v2.0/${path}`
    return (await emulator.fetch(new Request(url, { method: 'POST', body }))).json()
  }
  const ask = () => send('devicecode', { scope: 'api://orders/orders.read', claims: c1 })
  const poll = (device_code: string) => send('token', { grant_type: 'device_code', device_code })

  const first = await ask()
  const page = await driver.open(first.verification_uri)
  expect((await page.submit('devicelogin', { code: 'NOPE' })).text).toContain('AADSTS70018')
  const login = await page.submit('devicelogin', { code: ` ${first.user_code.toLowerCase()} ` })
  const factor = await login.submit('login', { as: mia })
  const done = await factor.submit('mfa', { answer: 'approve' })
  expect(done.title).toBe('You are signed in')
  expect(decodeJwt((await poll(first.device_code)).access_token).acrs).toEqual(['c1'])

  const second = await ask()
  const declined = await page.submit('devicelogin', { code: second.user_code })
  expect(declined.title).toBe('Pick an account')
  expect((await declined.submit('cancel')).title).toBe('You are not signed in')
  expect((await poll(second.device_code)).error).toBe('authorization_declined')
})

test('everything is in the journal, but no code, password or state', async () => {
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

test('a single page app redeems across origins; others may not', async () => {
  const { emulator, signIn, redeem, endpoint } = await setup()
  const { code = '' } = reply(await signIn())
  const url = endpoint.replace('authorize', 'token')
  const send = (form: Record<string, string>) =>
    emulator.fetch(
      new Request(url, {
        method: 'POST',
        headers: { origin: 'http://localhost:3000' },
        body: new URLSearchParams(form),
      }),
    )
  const cli = { client_id: emulator.msalConfig('cli').auth.clientId }
  const refused = await send({ ...cli, grant_type: 'refresh_token', refresh_token: 'x' })
  expect((await refused.json()).error_codes).toEqual([9002326])
  expect(refused.headers.get('access-control-allow-origin')).toBe('http://localhost:3000')
  const tokens = await redeem(code)
  const spa = { client_id: emulator.msalConfig('spa').auth.clientId }
  const refresh = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token }
  expect((await send({ ...spa, ...refresh })).status).toBe(200)
})

test('a refresh token of a single page app lives 24 hours, however often it is used', async () => {
  const { emulator, signIn, redeem } = await setup()
  const { refresh_token } = await redeem(reply(await signIn()).code ?? '')
  const renew = (token: string) =>
    redeem('', { grant_type: 'refresh_token', refresh_token: token, code: '' })
  await emulator.clock.advance('23h')
  const second = await renew(refresh_token)
  await emulator.clock.advance('1h')
  expect((await renew(second.refresh_token)).error_codes).toEqual([700084])
})
