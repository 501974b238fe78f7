import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { mia, reply, setup } from '../../sign-in/authorize-client.fixture.ts'

describe('authorization code', () => {
  it('a person signs in with a password, and the client gets tokens for the code', async () => {
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

  it('no nonce is given back unless one was sent', async () => {
    const { signIn, redeem } = await setup()
    const { id_token } = await redeem(reply(await signIn()).code ?? '')
    expect(decodeJwt(id_token)).not.toHaveProperty('nonce')
  })

  it('a code is good once, for its client, redirect URI and verifier, for ten minutes', async () => {
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

  it('a single page app redeems across origins; others may not', async () => {
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

  it('a refresh token of a single page app lives 24 hours, however often it is used', async () => {
    const { emulator, signIn, redeem } = await setup()
    const { refresh_token } = await redeem(reply(await signIn()).code ?? '')
    const renew = (token: string) =>
      redeem('', { grant_type: 'refresh_token', refresh_token: token, code: '' })
    await emulator.clock.advance('23h')
    const second = await renew(refresh_token)
    await emulator.clock.advance('1h')
    expect((await renew(second.refresh_token)).error_codes).toEqual([700084])
  })
})
