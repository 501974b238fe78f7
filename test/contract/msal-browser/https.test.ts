import { startEmulator } from '@caefetch/emulator'
import { afterAll, expect, test } from 'vitest'
import { createCertificate } from '../../../packages/emulator/src/server/certificate.ts'
import { c1, mia, press, signInAs, startBrowser } from './browser.fixture.ts'

const emulator = await startEmulator({ https: true })
afterAll(() => emulator.close())

// The emulator keeps its key to itself: the app gets a certificate of the same make.
const secured = createCertificate()
const trusted = [emulator.certificate?.spkiSha256, secured.spkiSha256]
const visit = await startBrowser([`--ignore-certificate-errors-spki-list=${trusted.join(',')}`])

test('a browser that does not trust the certificate finds no endpoints', async () => {
  await using stranger = await startEmulator({ https: true })
  await using spa = await visit(stranger)
  expect((await spa.ask('ssoSilent')).error).toMatchObject({
    kind: 'AuthError',
    errorCode: 'endpoints_resolution_error',
  })
})

test('an app over https does everything, hidden frames too, where the key is trusted', async () => {
  emulator.journal.clear()
  await using spa = await visit(emulator, { secured })
  const hosts = new Set<string>()
  spa.page.on('request', (request) => hosts.add(new URL(request.url()).hostname))
  expect(spa.app.url).toMatch(/^https:/)
  await spa.popup('loginPopup', {}, signInAs(mia))
  expect((await spa.ask('ssoSilent')).token?.username).toBe(mia)
  await spa.popup('acquireTokenPopup', { claims: c1 }, press('Approve'))
  expect((await spa.ask('acquireTokenSilent', { claims: c1 })).token?.fromCache).toBe(false)
  await spa.logoutByPopup()
  expect((await spa.ask('ssoSilent')).error?.errorCode).toBe('login_required')
  // MSAL knows the authority from its configuration, and asks Microsoft nothing about it.
  expect(emulator.journal.entries({ endpoint: 'openid-configuration' })).toHaveLength(1)
  expect([...hosts]).toEqual(['localhost'])
})

test('a browser that ignores certificates needs no list of keys', async () => {
  await using stranger = await startEmulator({ https: true })
  const context = { ignoreHTTPSErrors: true }
  await using spa = await visit(stranger, { context, secured: createCertificate() })
  await spa.redirect('loginRedirect', {}, signInAs(mia))
  expect((await spa.ask('ssoSilent')).token?.username).toBe(mia)
})

test('an app over http signs in by popup and redirect, but its hidden frames have no session', async () => {
  await using spa = await visit(emulator)
  expect(spa.app.url).toMatch(/^http:/)
  const first = await spa.popup('loginPopup', {}, signInAs(mia))
  expect(first.token?.username).toBe(mia)
  const silent = await spa.ask('acquireTokenSilent', { forceRefresh: true })
  expect(silent.token?.fromCache).toBe(false)
  const [cookie] = await spa.context.cookies(emulator.url)
  expect(cookie).toMatchObject({ sameSite: 'None', secure: true, httpOnly: true })
  // To the browser, http and https are two sites, and cookies of another site are kept from frames.
  expect((await spa.ask('ssoSilent')).error?.errorCode).toBe('login_required')
  const back = await spa.redirect('acquireTokenRedirect', {})
  expect(back.token?.username).toBe(mia)
})
