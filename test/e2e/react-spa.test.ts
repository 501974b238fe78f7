import { chromium as playwright } from 'playwright'
import { afterAll, expect, test } from 'vitest'
import { serveReactSpa } from '../../examples/react-spa/serve.ts'
import { chromium } from '../gates/chromium.ts'
import { button, mia, press, ready, signInAs, startBrowser } from './spa.fixture.ts'

const visit = await startBrowser('react-spa')
type Visit = Awaited<ReturnType<typeof visit>>

const query = '?undo=0'
const dialogOf = ({ page }: Visit) => page.getByRole('alertdialog')
const listed = ({ page }: Visit) => page.getByText('1. a first order')
const recovery = ({ page }: Visit) => page.locator('.recovery').first()

/** The deletion of order 1, long after the click for it, until a dialog is shown. */
const deleteLater = (spa: Visit) =>
  spa.withoutClick(`
    document.querySelector('.order-list button').click()
    while (!document.querySelector('dialog[open]')) await new Promise((resolve) => setTimeout(resolve, 20))
  `)

async function signedIn(options: Parameters<typeof visit>[0] = { query }) {
  const spa = await visit(options)
  await spa.signIn()
  await listed(spa).waitFor()
  return spa
}

test('a user who moves notices nothing: the calls share one token request', async () => {
  await using spa = await signedIn()
  await spa.entra.moveTo(mia, { country: 'JP', ip: '192.0.2.81' })
  spa.entra.journal.clear()
  await button(spa.page, 'Refresh').click()
  await recovery(spa)
    .getByText('2 calls were refused (401, location). One token request served them all.')
    .waitFor()
  expect(spa.asked()).toEqual(['refresh_token'])
})

test('a user whose session is revoked is asked once for all calls, and the page goes on', async () => {
  await using spa = await signedIn()
  await spa.entra.revokeSessions(mia)
  spa.entra.journal.clear()
  await spa.inPopup(() => button(spa.page, 'Refresh').click(), [signInAs(mia)])
  await recovery(spa).getByText('One popup served them all.').waitFor()
  await button(spa.page, 'Refresh').waitFor()
  expect(spa.prompts()).toBe(1)
  expect(await spa.page.locator('.notice').count()).toBe(0)
})

test('a deletion long after its click asks in the application’s own dialog, by keyboard too', async () => {
  await using spa = await signedIn()
  await deleteLater(spa)
  const dialog = dialogOf(spa)
  await dialog.and(spa.page.getByRole('alertdialog', { name: 'Is it you?' })).waitFor()
  expect(await dialog.evaluate((element) => element.matches(':modal'))).toBe(true)
  expect(await dialog.getByText('What you are doing takes').count()).toBe(1)
  const focused = () => spa.page.evaluate(() => document.activeElement?.textContent)
  expect(await focused()).toBe('Continue')
  await spa.page.keyboard.press('Shift+Tab')
  expect(await focused()).toBe('Not now')
  await spa.page.keyboard.press('Tab')
  await spa.inPopup(() => spa.page.keyboard.press('Enter'), [press('Approve')])
  await spa.page.getByText('There are no orders.').waitFor()
  expect(await dialog.count()).toBe(0)
  expect(await spa.page.locator('.caefetch-prompt').count()).toBe(0)
  expect(
    spa.api.requests.filter(({ method, executed }) => method === 'DELETE' && executed),
  ).toHaveLength(1)
})

test.for(['Escape', 'Not now'])(
  'who declines by %s is told so, and asked again on a click',
  async (how) => {
    await using spa = await signedIn()
    const remove = spa.page.getByRole('button', { name: 'Delete order 1' })
    await remove.focus()
    await deleteLater(spa)
    if (how === 'Escape') await spa.page.keyboard.press('Escape')
    else await button(spa.page, how).click()
    await spa.page.getByText('Not deleted. You did not confirm that it is you.').waitFor()
    // What the API was not told it has not done, and what was declined is not asked by itself.
    await spa.withoutClick("send('orders/1', { method: 'DELETE' })")
    expect(await spa.outcomes()).toEqual(['InteractionRequiredError'])
    expect(await dialogOf(spa).count()).toBe(0)
    await spa.inPopup(() => remove.click(), [press('Approve')])
    await spa.page.getByText('There are no orders.').waitFor()
  },
)

test('who denies in the popup is told so as well', async () => {
  await using spa = await signedIn()
  const remove = spa.page.getByRole('button', { name: 'Delete order 1' })
  await spa.inPopup(() => remove.click(), [press('Deny')])
  await spa.page.getByText('Not deleted. You did not confirm that it is you.').waitFor()
  await recovery(spa).getByText('One popup came to nothing.').waitFor()
})

test('the dialog stands beside the boundary that waits for its call, which tries again on a click', async () => {
  await using spa = await signedIn()
  await spa.entra.revokeSessions(mia)
  // A page that begins with calls, and without a click, for which it takes what Playwright does.
  await spa.page.addInitScript(() => {
    Object.defineProperty(navigator, 'userActivation', { value: { isActive: false } })
  })
  await spa.page.reload()
  await dialogOf(spa).waitFor()
  await spa.page.getByText('Reading the orders …').waitFor()
  await button(spa.page, 'Not now').click()
  await spa.page
    .getByText('The orders cannot be read. You did not confirm that it is you.')
    .waitFor()
  await button(spa.page, 'Try again').click()
  await spa.inPopup(() => button(spa.page, 'Continue').click(), [signInAs(mia)])
  await listed(spa).waitFor()
})

test('a question leaves with a tab that is hidden, and comes back with it', async () => {
  await using spa = await signedIn()
  const look = (state: 'visible' | 'hidden') =>
    spa.page.evaluate((visibilityState) => {
      Object.defineProperty(document, 'visibilityState', {
        configurable: true,
        value: visibilityState,
      })
      document.dispatchEvent(new Event('visibilitychange'))
    }, state)
  await deleteLater(spa)
  await look('hidden')
  await dialogOf(spa).waitFor({ state: 'detached' })
  expect(await spa.page.locator('.notice').count()).toBe(0)
  const popup = spa.page.waitForEvent('popup')
  await look('visible')
  await press('Approve')(await popup)
  await spa.page.getByText('There are no orders.').waitFor()
})

test('after a redirect the page tells what was interrupted', async () => {
  await using spa = await signedIn({ query: '?undo=0&interaction=redirect' })
  await spa.page.getByRole('button', { name: 'Delete order 1' }).click()
  await press('Approve')(spa.page)
  const notice = spa.page.getByText('You are back from signing in.')
  await notice.waitFor()
  await spa.page.getByText('DELETE /orders/1').waitFor()
  await spa.page.getByRole('button', { name: 'Delete order 1' }).click()
  await spa.page.getByText('There are no orders.').waitFor()
})

test('the demo as it is served, where React is strict: nothing to complain of', async () => {
  await using demo = await serveReactSpa()
  const browser = await playwright.launch(chromium())
  afterAll(() => browser.close())
  const page = await browser.newPage({ viewport: { width: 390, height: 800 } })
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    const isRefusal = / (400|401) /.test(message.text())
    if (message.type() === 'error' && !isRefusal) complaints.push(message.text())
  })
  await page.goto(demo.url)
  await ready(page)
  const inPopup = async (name: string) => {
    const opened = page.waitForEvent('popup')
    await button(page, name).click()
    await signInAs(mia)(await opened)
  }
  await inPopup('Sign in')
  await page.getByText(`The API knows you as ${mia}`).waitFor()
  await button(page, 'Move me abroad').click()
  await page.getByText('Refresh: nobody notices.').waitFor()
  await button(page, 'Refresh').click()
  await page.locator('.recovery').getByText('All were sent again').waitFor()
  await button(page, 'Revoke my sessions').click()
  await page.getByText('Refresh: you sign in once.').waitFor()
  await inPopup('Refresh')
  await page.locator('.recovery').getByText('One popup served them all.').waitFor()
  await page.getByLabel('What do you want?').fill('a second order')
  await button(page, 'Order').click()
  await page.getByText('2. a second order').waitFor()
  await page.getByRole('button', { name: 'Delete order 2' }).click()
  await page.getByRole('button', { name: 'Undo the deletion of order 2' }).click()
  await page.getByRole('button', { name: 'Delete order 2' }).waitFor()
  await button(page, 'Sign out').click()
  await page.getByText('Sign in to see your orders.').waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  expect(demo.api.requests.map(({ method }) => method)).not.toContain('DELETE')
  expect(complaints).toEqual([])
})
