import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { c1, mia, pat, reply, setup } from '../sign-in/authorize-client.fixture.ts'
import { readyTenant } from '../tenant/ready-tenant.ts'

describe('sign in', () => {
  it('with several accounts the person picks one, or uses another', async () => {
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

  it('an authentication context asks for a second factor, which the session keeps', async () => {
    const { open, signIn, redeem } = await setup()
    await signIn()
    const page = await open({ claims: c1 })
    expect(page.title).toBe('Approve sign-in request')
    const done = await page.submit('mfa', { answer: 'approve' })
    const tokens = await redeem(reply(done).code ?? '')
    expect(decodeJwt(tokens.access_token).acrs).toEqual(['c1'])
    expect(reply(await open({ claims: c1, prompt: 'none' })).code).toBeDefined()
  })

  it('a second factor can be denied', async () => {
    const { signIn } = await setup()
    const page = await signIn(mia, { claims: c1 })
    expect(reply(await page.submit('mfa', { answer: 'deny' }))).toMatchObject({
      error: 'access_denied',
      error_description: expect.stringContaining('AADSTS500121'),
    })
  })

  it('who has no second factor can change account or cancel, but not go on', async () => {
    const { signIn } = await setup()
    const page = await signIn(pat, { claims: c1 })
    expect(page.title).toBe('More information required')
    const forged = await (await signIn(mia, { claims: c1 })).submit('mfa', { answer: 'approve' })
    expect(reply(forged).code).toBeDefined()
    expect((await page.submit('account', { user: '' })).title).toBe('Sign in')
    expect(reply(await page.submit('cancel')).error).toBe('access_denied')
  })

  it('nbf asks for a sign-in that is late enough, once', async () => {
    const { emulator, open, signIn } = await setup()
    await signIn()
    await emulator.clock.advance('1h')
    const value = String(emulator.clock.now() / 1000)
    const claims = JSON.stringify({ access_token: { nbf: { essential: true, value } } })
    const page = await open({ claims })
    expect(page.title).toBe('Sign in')
    expect(page.text).toContain(`value="${mia}"`)
    expect(reply(await page.submit('login', { as: mia })).code).toBeDefined()
    const never = JSON.stringify({
      access_token: { nbf: { essential: true, value: '9999999999' } },
    })
    const stuck = await (await open({ claims: never })).submit('login', { as: mia })
    expect(stuck.title).toBe('You cannot access this right now')
    expect(reply(await stuck.submit('cancel')).error_description).toContain('AADSTS50173')
  })

  it('who is revoked while a page waits signs in again', async () => {
    const { emulator, signIn } = await setup()
    const page = await signIn(mia, { claims: c1 })
    await emulator.revokeSessions(mia)
    expect((await page.submit('mfa', { answer: 'approve' })).title).toBe('Sign in')
  })

  it('a blocked user is told so, and so is the client', async () => {
    const { emulator, signIn } = await setup()
    emulator.policies.add({ name: 'nobody', grant: 'block' })
    const page = await signIn()
    expect(page.text).toContain('AADSTS53003')
    expect(reply(await page.submit('cancel'))).toMatchObject({
      error: 'access_denied',
      claims: expect.stringContaining('capolids'),
    })
  })

  it('consent is asked for once, and can be declined', async () => {
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

  it('a page is of no use a second time or after an hour', async () => {
    const { emulator, open } = await setup()
    const page = await open()
    await page.submit('login', { as: mia })
    const replayed = await page.submit('login', { as: mia })
    expect(replayed.text).toContain('AADSTS50089')
    const late = await open({ prompt: 'login' })
    await emulator.clock.advance('1h')
    expect((await late.submit('login', { as: mia })).text).toContain('AADSTS50089')
  })

  it('pages run nothing foreign and are not framed', async () => {
    const { open } = await setup()
    const { headers } = await open()
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('cache-control')).toBe('no-store')
  })

  it('a disabled or deleted user gets no further', async () => {
    const { emulator, open, signIn } = await setup()
    await signIn()
    await emulator.disableUser(mia)
    const page = await open({ prompt: 'login' })
    expect(page.text).not.toContain(`value="${mia}"`)
    expect((await page.submit('login', { as: mia })).text).toContain('AADSTS50057')
    emulator.enableUser(mia)
    const waiting = await signIn(mia, { claims: c1 })
    await emulator.deleteUser(mia)
    expect((await waiting.submit('mfa', { answer: 'approve' })).title).toBe('Sign in')
    expect((await (await open()).submit('login', { as: mia })).text).toContain('AADSTS50126')
  })

  it('an action that no page has does nothing', async () => {
    const { emulator, open } = await setup()
    const flow = /name="flow" value="([^"]+)"/.exec((await open()).text)?.[1] ?? ''
    for (const action of ['constructor', '__proto__', 'toString', 'nothing']) {
      const url = `${emulator.url}/common/signin/${action}`
      const body = new URLSearchParams({ flow })
      const response = await emulator.fetch(new Request(url, { method: 'POST', body }))
      expect(response.status).toBe(400)
      expect(await response.text()).toContain('AADSTS50089')
    }
  })

  it('permissions that an admin has not granted cannot be had by consent', async () => {
    const { signIn } = await setup()
    const page = await signIn(mia, { scope: 'https://graph.microsoft.com/Mail.Read' })
    expect(page.text).toContain('AADSTS90094')
  })

  it('an ID token can state an authentication context as well', async () => {
    const { signIn, redeem } = await setup()
    const claims = c1.replace('access_token', 'id_token')
    const page = await signIn(mia, { claims })
    expect(page.title).toBe('Approve sign-in request')
    const { code = '' } = reply(await page.submit('mfa', { answer: 'approve' }))
    expect(decodeJwt((await redeem(code)).id_token).acrs).toEqual(['c1'])
  })
})
