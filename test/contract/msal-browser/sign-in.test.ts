import { startEmulator } from '@caefetch/emulator'
import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { grantsOf, mia, pat, press, signInAs, startBrowser } from './browser.fixture.ts'

const visit = await startBrowser()

test('signs a user in by a popup, from http://localhost and over plain http', async () => {
  await using emulator = await startEmulator()
  await using spa = await visit(emulator)
  expect(spa.app.url).toMatch(/^http:\/\/localhost:\d+$/)
  expect(emulator.url).toMatch(/^http:\/\/localhost:\d+$/)
  const { token } = await spa.popup('loginPopup', {}, signInAs(mia))
  expect(token).toMatchObject({
    username: mia,
    fromCache: false,
    homeAccountId: `${emulator.objectId(mia)}.${emulator.tenantId}`,
  })
  expect(decodeJwt(token?.accessToken ?? '')).toMatchObject({
    iss: emulator.issuer,
    aud: emulator.audience('api://orders'),
    scp: 'orders.read orders.write',
    xms_cc: ['CP1'],
  })
  expect(emulator.journal.entries().map(({ endpoint }) => endpoint)).toEqual([
    'authorize',
    'sign-in',
    'token',
  ])
})

test('takes credentials that a person types, at the second attempt as well', async () => {
  await using emulator = await startEmulator()
  await using spa = await visit(emulator)
  const { token } = await spa.popup('loginPopup', { loginHint: mia }, async (page) => {
    expect(await page.getByLabel('User name').inputValue()).toBe(mia)
    await page.getByLabel('Password').fill('not the password')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('AADSTS50126')
    await page.getByLabel('Password').fill('password')
    await page.keyboard.press('Enter')
  })
  expect(token).toMatchObject({ username: mia })
})

test('signs a user in by a redirect, and handleRedirectPromise has the token', async () => {
  await using emulator = await startEmulator()
  await using spa = await visit(emulator)
  const { token } = await spa.redirect('loginRedirect', {}, signInAs(mia))
  expect(token).toMatchObject({ username: mia, fromCache: false })
  expect(await spa.users()).toEqual([mia])
  expect((await spa.ask('acquireTokenSilent')).token).toEqual({ ...token, fromCache: true })
})

test('answers from the cache, and for another API by the refresh token', async () => {
  await using emulator = await startEmulator()
  await using spa = await visit(emulator)
  const { token } = await spa.popup('loginPopup', {}, signInAs(mia))
  emulator.journal.clear()
  expect((await spa.ask('acquireTokenSilent')).token).toEqual({ ...token, fromCache: true })
  expect(emulator.journal.entries()).toEqual([])
  const other = await spa.ask('acquireTokenSilent', { scopes: ['User.Read'] })
  expect(decodeJwt(other.token?.accessToken ?? '')).toMatchObject({ scp: 'User.Read' })
  expect(grantsOf(emulator)).toEqual(['refresh_token'])
})

test('finds the session of the browser from a hidden frame, in a tab that has no tokens', async () => {
  await using emulator = await startEmulator()
  await using spa = await visit(emulator)
  await spa.popup('loginPopup', {}, signInAs(mia))
  await using tab = await visit(emulator, { context: spa.context })
  expect(await tab.users()).toEqual([])
  const { token } = await tab.ask('ssoSilent')
  expect(token).toMatchObject({ username: mia, fromCache: false })
})

test('reports from a hidden frame that nobody, or more than one, is signed in', async () => {
  await using emulator = await startEmulator()
  await using spa = await visit(emulator)
  const { error } = await spa.ask('ssoSilent')
  expect(error).toMatchObject({
    kind: 'InteractionRequiredAuthError',
    errorCode: 'login_required',
    message: expect.stringContaining('AADSTS50058'),
  })
  await spa.popup('loginPopup', {}, signInAs(mia))
  await spa.popup('loginPopup', { prompt: 'login' }, signInAs(pat))
  expect(await spa.users()).toEqual([mia, pat])
  await using tab = await visit(emulator, { context: spa.context })
  expect((await tab.ask('ssoSilent')).error).toMatchObject({
    kind: 'InteractionRequiredAuthError',
    errorCode: 'interaction_required',
    message: expect.stringContaining('AADSTS16000'),
  })
  expect((await tab.ask('ssoSilent', { loginHint: mia })).token?.username).toBe(mia)
})

test('reports that the user cancelled, and begins anew', async () => {
  await using emulator = await startEmulator()
  await using spa = await visit(emulator)
  const { error } = await spa.popup('loginPopup', {}, press('Cancel'))
  expect(error).toMatchObject({
    kind: 'ServerError',
    errorCode: 'access_denied',
    message: expect.stringContaining('AADSTS65004'),
  })
  expect((await spa.popup('loginPopup', {}, signInAs(pat))).token?.username).toBe(pat)
})

test('signs out of the app and of the browser, by a popup or a redirect', async () => {
  await using emulator = await startEmulator()
  await using spa = await visit(emulator)
  for (const logout of [spa.logoutByPopup, spa.logoutByRedirect]) {
    emulator.journal.clear()
    await spa.popup('loginPopup', {}, signInAs(mia))
    await logout()
    expect(await spa.users()).toEqual([])
    expect(emulator.journal.entries({ endpoint: 'logout' })).toMatchObject([{ user: mia }])
    expect((await spa.ask('ssoSilent')).error?.errorCode).toBe('login_required')
  }
})
