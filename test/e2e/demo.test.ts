import { chromium as playwright } from 'playwright'
import { afterAll, expect, test } from 'vitest'
import { serveSpa } from '../../examples/spa/serve.ts'
import { chromium } from '../gates/chromium.ts'
import { button, logged, mia, ready, signInAs } from './spa.fixture.ts'

const browser = await playwright.launch(chromium())
afterAll(() => browser.close())

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
  expect(await page.locator('#entra').getAttribute('href')).toBe(spa.entra.url)
  expect(troubles).toEqual([])
  await page.close()
})
