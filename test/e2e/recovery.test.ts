import { expect, test } from 'vitest'
import { button, logged, mia, signInAs, startBrowser } from './spa.fixture.ts'

const visit = await startBrowser()

test('a challenge that the session still meets is answered without the user', async () => {
  await using spa = await visit()
  await spa.signIn()
  await button(spa.page, 'List orders').click()
  await logged(spa.page, 'GET /orders → 200')
  spa.entra.journal.clear()
  await spa.entra.moveTo(mia, { ip: '198.51.100.7', country: 'DE' })
  await button(spa.page, 'List orders').click()
  await logged(spa.page, 'GET /orders → 200', 2)
  expect(spa.asked()).toEqual(['refresh_token'])
  expect(spa.prompts()).toBe(0)
})

test('a dead refresh token is replaced through the hidden frame', async () => {
  await using spa = await visit()
  await spa.signIn()
  await button(spa.page, 'List orders').click()
  await logged(spa.page, 'GET /orders → 200')
  spa.entra.journal.clear()
  // Refresh tokens of single-page applications live for 24 hours, the session of the browser for longer.
  await spa.entra.clock.advance('25h')
  await spa.entra.moveTo(mia, { ip: '198.51.100.7', country: 'DE' })
  await button(spa.page, 'List orders').click()
  await logged(spa.page, 'GET /orders → 200', 2)
  expect(spa.asked()).toEqual(['refresh_token', 'authorize', 'authorization_code'])
  expect(spa.prompts()).toBe(0)
})

test('eight calls after a revocation share one popup', async () => {
  await using spa = await visit()
  await spa.signIn()
  await button(spa.page, 'List orders').click()
  await logged(spa.page, 'GET /orders → 200')
  spa.entra.journal.clear()
  await spa.entra.revokeSessions(mia)
  await spa.inPopup(() => button(spa.page, 'Eight calls at once').click(), [signInAs(mia)])
  await logged(spa.page, 'GET /orders → 200', 9)
  expect(spa.asked()).toEqual([
    'refresh_token',
    'authorize',
    'authorize',
    'sign-in',
    'authorization_code',
  ])
  expect(spa.prompts()).toBe(1)
  expect(await spa.page.locator('#log').textContent()).not.toContain('interaction_in_progress')
})
