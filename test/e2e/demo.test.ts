import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { chromium as playwright } from 'playwright'
import { afterAll, expect, test, vi } from 'vitest'
import { serveSpa } from '../../examples/spa/serve.ts'
import { chromium } from '../gates/chromium.ts'
import { button, logged, mia, ready, signInAs } from './spa.fixture.ts'

const browser = await playwright.launch(chromium())
afterAll(() => browser.close())

// Chromium shares its cores with others.
vi.setConfig({ testTimeout: 60_000 })

test('the demo as it is served: sign in, list, revoke, list again', async () => {
  await using spa = await serveSpa()
  const page = await browser.newPage()
  const troubles: string[] = []
  page.on('pageerror', (error) => troubles.push(String(error)))
  await page.goto(spa.url)
  await ready(page)
  const inPopup = async (name: string) => {
    const opened = page.waitForEvent('popup')
    await button(page, name).click()
    await signInAs(mia)(await opened)
  }
  await inPopup('Sign in')
  await page.getByText(`Signed in as ${mia}`).waitFor()
  await button(page, 'List orders').click()
  await logged(page, 'GET /orders → 200')
  const revoked = page.waitForResponse(/revoke/)
  await button(page, 'Revoke my sessions').click()
  await revoked
  await inPopup('List orders')
  await logged(page, 'GET /orders → 200', 2)
  expect(spa.api.requests.map(({ status }) => status)).toEqual([200, 401, 200])
  const picture = page.locator('.recovery').first()
  await picture.getByText('One popup got the token. One call was sent again and answered').waitFor()
  await picture.getByText('401 → token → 200').waitFor()
  expect(await page.locator('#entra').getAttribute('href')).toBe(spa.entra.url)
  expect(troubles).toEqual([])
  await page.close()
})

test('a click without a user leaves the demo alive, and eight calls are one picture', async () => {
  await using spa = await serveSpa()
  const page = await browser.newPage({ viewport: { width: 390, height: 800 } })
  await page.goto(spa.url)
  await ready(page)
  await button(page, 'Revoke my sessions').click()
  await logged(page, 'nobody is signed in: sign in first')
  const opened = page.waitForEvent('popup')
  await button(page, 'Sign in').click()
  await signInAs(mia)(await opened)
  await page.getByText(`Signed in as ${mia}`).waitFor()
  await button(page, 'List orders').click()
  await logged(page, 'GET /orders → 200')
  // A person who moved gets another token without being asked.
  await spa.entra.moveTo(mia, { country: 'JP', ip: '192.0.2.81' })
  spa.entra.journal.clear()
  await button(page, 'Eight calls at once').click()
  await logged(page, 'GET /orders → 200', 9)
  expect(spa.entra.journal.tokenRequests()).toHaveLength(1)
  const picture = page.locator('.recovery').first()
  const words = '8 calls were refused (401, location). One token request served them all.'
  await picture.getByText(words).waitFor()
  await picture.getByText('token request, for 8 calls').waitFor()
  expect(await picture.locator('.answered').count()).toBe(8)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  await page.close()
})

test('a port that is taken is said, with what to do', async () => {
  await using spa = await serveSpa()
  const main = fileURLToPath(new URL('../../examples/spa/main.ts', import.meta.url))
  const { port } = new URL(spa.url)
  const demo = spawn(process.execPath, ['--conditions', '@caefetch/source', main], {
    env: { ...process.env, PORT: port },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [[code], text] = await Promise.all([
    once(demo, 'exit'),
    demo.stderr.toArray().then((parts) => parts.join('')),
  ])
  expect(text).toContain(`Port ${port} is taken: choose another with PORT=5174 npm run demo:spa`)
  expect(code).toBe(1)
})
