import { readClaimsChallenge } from '@caefetch/core'
import { startEmulator, startOrdersApi } from '@caefetch/emulator'
import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { c1, grantsOf, mia, pat, press, signInAs, startBrowser } from './browser.fixture.ts'

const visit = await startBrowser()

const contexts = (accessToken = ''): unknown => decodeJwt(accessToken).acrs

test('asks silently with claims by the refresh token, and keeps what that brings', async () => {
  await using emulator = await startEmulator()
  await using spa = await visit(emulator)
  const first = await spa.popup('loginPopup', {}, signInAs(mia))
  const claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}'
  const renewed = await spa.ask('acquireTokenSilent', { claims })
  expect(renewed.token?.fromCache).toBe(false)
  expect(renewed.token?.accessToken).not.toBe(first.token?.accessToken)
  expect(grantsOf(emulator)).toEqual(['authorization_code', 'refresh_token'])
  expect(emulator.journal.tokenRequests({ grant: 'refresh_token' })).toMatchObject([
    {
      claims: {
        access_token: { nbf: { essential: true, value: '1' }, xms_cc: { values: ['CP1'] } },
      },
    },
  ])
  const cached = await spa.ask('acquireTokenSilent')
  expect(cached.token).toEqual({ ...renewed.token, fromCache: true })
})

test('reports the claims of a refused silent request, and of a refused hidden frame', async () => {
  await using emulator = await startEmulator()
  await using spa = await visit(emulator)
  await spa.popup('loginPopup', {}, signInAs(mia))
  for (const [method, errorNo] of [
    ['acquireTokenSilent', 50076],
    // What comes in a URL has no error number but the one in its message.
    ['ssoSilent', ''],
  ] as const) {
    const { error } = await spa.ask(method, { claims: c1 })
    expect(error).toMatchObject({
      kind: 'InteractionRequiredAuthError',
      errorCode: 'interaction_required',
      subError: 'basic_action',
      errorNo,
      message: expect.stringContaining('AADSTS50076'),
    })
    expect(JSON.parse(error?.claims ?? '')).toMatchObject({
      access_token: { acrs: { essential: true, value: 'c1' } },
    })
  }
})

test('steps up by a popup with the claims of the refusal, and silently from then on', async () => {
  await using emulator = await startEmulator()
  await using spa = await visit(emulator)
  const first = await spa.popup('loginPopup', {}, signInAs(mia))
  expect(contexts(first.token?.accessToken)).toBeUndefined()
  const claims = (await spa.ask('acquireTokenSilent', { claims: c1 })).error?.claims ?? ''
  const denied = await spa.popup('acquireTokenPopup', { claims }, press('Deny'))
  expect(denied.error).toMatchObject({
    kind: 'ServerError',
    errorCode: 'access_denied',
    message: expect.stringContaining('AADSTS500121'),
  })
  const cached = await spa.ask('acquireTokenSilent')
  expect(cached.token?.accessToken).toBe(first.token?.accessToken)
  const stepped = await spa.popup('acquireTokenPopup', { claims }, press('Approve'))
  expect(contexts(stepped.token?.accessToken)).toEqual(['c1'])
  const silent = await spa.ask('acquireTokenSilent', { claims: c1 })
  expect(contexts(silent.token?.accessToken)).toEqual(['c1'])
})

test('steps up by a redirect', async () => {
  await using emulator = await startEmulator()
  await using spa = await visit(emulator)
  await spa.redirect('loginRedirect', {}, signInAs(mia))
  const { token } = await spa.redirect('acquireTokenRedirect', { claims: c1 }, press('Approve'))
  expect(contexts(token?.accessToken)).toEqual(['c1'])
})

test('who has no second factor steps up as someone else, or not at all', async () => {
  await using emulator = await startEmulator()
  await using spa = await visit(emulator)
  await spa.popup('loginPopup', {}, signInAs(pat))
  expect((await spa.ask('acquireTokenSilent', { claims: c1 })).error?.errorNo).toBe(50079)
  const cancelled = await spa.popup('acquireTokenPopup', { claims: c1 }, press('Cancel'))
  expect(cancelled.error?.errorCode).toBe('access_denied')
  const { token } = await spa.popup(
    'acquireTokenPopup',
    { claims: c1 },
    press('Use another account'),
    signInAs(mia),
    press('Approve'),
  )
  expect(token?.username).toBe(mia)
  expect(contexts(token?.accessToken)).toEqual(['c1'])
})

test('falls back to a hidden frame by itself when the refresh token is dead', async () => {
  await using emulator = await startEmulator()
  await using spa = await visit(emulator)
  await spa.popup('loginPopup', {}, signInAs(mia))
  emulator.journal.clear()
  // Refresh tokens of single page apps live for 24 hours, the session of the browser for longer.
  await emulator.clock.advance('25h')
  const { token } = await spa.ask('acquireTokenSilent', { forceRefresh: true })
  expect(token).toMatchObject({ username: mia, fromCache: false })
  expect(emulator.journal.entries()).toMatchObject([
    { endpoint: 'token', grant: 'refresh_token', error: { error: 'invalid_grant', code: 700084 } },
    { endpoint: 'authorize', status: 302, issued: { kinds: ['code'] } },
    { endpoint: 'token', grant: 'authorization_code', status: 200 },
  ])
})

test('reports a revoked session as interaction_required, and without claims', async () => {
  await using emulator = await startEmulator()
  await using spa = await visit(emulator)
  await spa.popup('loginPopup', {}, signInAs(mia))
  emulator.journal.clear()
  await emulator.revokeSessions(mia)
  const { error } = await spa.ask('acquireTokenSilent', { forceRefresh: true })
  expect(error).toMatchObject({
    kind: 'InteractionRequiredAuthError',
    errorCode: 'interaction_required',
    subError: '',
    claims: '',
    message: expect.stringContaining('AADSTS50133'),
  })
  // The refresh token's own error is not what is reported: the hidden frame comes after it.
  expect(emulator.journal.entries()).toMatchObject([
    { endpoint: 'token', error: { error: 'invalid_grant', code: 50173 } },
    { endpoint: 'authorize', error: { error: 'interaction_required', code: 50133 } },
  ])
})

test('after a revocation the cache still answers, until the user signs in again', async () => {
  await using emulator = await startEmulator()
  await using spa = await visit(emulator)
  const first = await spa.popup('loginPopup', {}, signInAs(mia))
  await emulator.revokeSessions(mia)
  expect((await spa.ask('acquireTokenSilent')).token).toEqual({ ...first.token, fromCache: true })
  const again = await spa.popup('acquireTokenPopup', {}, signInAs(mia))
  expect(again.token?.accessToken).not.toBe(first.token?.accessToken)
  const { token } = await spa.ask('acquireTokenSilent', { forceRefresh: true })
  expect(token?.fromCache).toBe(false)
  expect(grantsOf(emulator).at(-1)).toBe('refresh_token')
})

test('an API of another origin challenges in a header that the page can read', async () => {
  await using emulator = await startEmulator()
  await using api = await startOrdersApi(emulator)
  await using spa = await visit(emulator)
  const { token: first } = await spa.popup('loginPopup', {}, signInAs(mia))
  expect((await spa.call(`${api.url}/orders`, first?.accessToken)).status).toBe(200)
  await emulator.revokeSessions(mia)
  const refused = await spa.call(`${api.url}/orders`, first?.accessToken)
  const claims = JSON.stringify(readClaimsChallenge(refused)?.claims)
  expect(claims).toContain('"nbf"')
  const { error } = await spa.ask('acquireTokenSilent', { claims })
  expect(error?.kind).toBe('InteractionRequiredAuthError')
  const { token } = await spa.popup('acquireTokenPopup', { claims }, signInAs(mia))
  expect((await spa.call(`${api.url}/orders`, token?.accessToken)).status).toBe(200)
})
