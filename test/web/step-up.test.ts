import { expect, test, vi } from 'vitest'
import { button, mia, press, signIn, startBrowser, told } from './shop.fixture.ts'

const visit = await startBrowser()

test('who opens a page is sent to Entra, and comes back to it, with a cookie and no token', async () => {
  await using shop = await visit()
  const page = await shop.openTab('/orders?page=2')
  await signIn(page)
  expect(page.url()).toBe(`${shop.url}/orders?page=2`)
  expect(await page.locator('#user').textContent()).toBe(mia)
  const cookies = (await shop.context.cookies()).filter(({ name }) => name.startsWith('__Host-'))
  expect(cookies).toMatchObject([
    { name: '__Host-caefetch', httpOnly: true, secure: true, sameSite: 'Lax', path: '/' },
  ])
  for (const { name, value } of cookies) expect(`${name}=${value}`.length).toBeLessThan(1000)
  expect(await page.evaluate(() => document.cookie)).toBe('')
  expect(await page.content()).not.toContain('eyJ')
  expect(shop.addresses.filter((address) => /eyJ[\w-]+\./.test(address))).toEqual([])
})

test('two tabs that sign in at once come back to their own pages', async () => {
  await using shop = await visit()
  const one = await shop.openTab('/orders?tab=1')
  const two = await shop.openTab('/orders?tab=2')
  await signIn(two)
  await signIn(one)
  expect([one.url(), two.url()]).toEqual([1, 2].map((tab) => `${shop.url}/orders?tab=${tab}`))
})

test('a form that takes a second factor is sent once the user says so', async () => {
  await using shop = await visit()
  const page = await shop.openTab()
  await signIn(page)
  await press(page, 'Delete')
  await press(page, 'Approve')
  await told(page, 'request_interrupted')
  expect(shop.deletions()).toBe(0)
  expect(page.url()).not.toContain('code=')
  await press(page, 'Send it')
  await page.getByText('There are no orders.').waitFor()
  expect(page.url()).toBe(`${shop.url}/orders`)
  expect(shop.deletions()).toBe(1)
})

test('a form is sent once, though its page is shown again', async () => {
  await using shop = await visit()
  const page = await shop.openTab()
  await signIn(page)
  await press(page, 'Delete')
  await press(page, 'Approve')
  await told(page, 'request_interrupted')
  const question = page.url()
  const copy = await shop.context.newPage()
  await copy.goto(question)
  await told(copy, 'request_interrupted')
  await press(page, 'Send it')
  await page.getByText('There are no orders.').waitFor()
  await press(copy, 'Send it')
  await told(copy, 'request_gone')
  await page.goto(question)
  await told(page, 'request_gone')
  expect(
    shop.api.requests.filter(({ method, status }) => method === 'DELETE' && status !== 401),
  ).toHaveLength(1)
})

test('who denies the second factor has done nothing, and can go back or try again', async () => {
  await using shop = await visit()
  const page = await shop.openTab()
  await signIn(page)
  await press(page, 'Delete')
  await press(page, 'Deny')
  await told(page, 'sign_in_declined')
  await page.getByRole('link', { name: 'Back' }).click()
  await page.getByText('1. a first order').waitFor()
  await press(page, 'Delete')
  await press(page, 'Deny')
  await page.getByRole('link', { name: 'Try again' }).click()
  await press(page, 'Approve')
  await told(page, 'request_interrupted')
  expect(shop.deletions()).toBe(0)
})

test('a form that waited too long is not sent', async () => {
  await using shop = await visit()
  const page = await shop.openTab()
  await signIn(page)
  await press(page, 'Delete')
  await press(page, 'Approve')
  await told(page, 'request_interrupted')
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 601_000 })
  try {
    await press(page, 'Send it')
    await told(page, 'request_gone')
  } finally {
    vi.useRealTimers()
  }
  expect(shop.deletions()).toBe(0)
})

test('a script opens a window for the second factor, and its call is made again', async () => {
  await using shop = await visit()
  const page = await shop.openTab()
  await signIn(page)
  const opened = page.waitForEvent('popup')
  await press(page, 'Delete by script')
  const popup = await opened
  await press(popup, 'Approve')
  await page.getByText('Order 1: 204').waitFor()
  if (!popup.isClosed()) await popup.waitForEvent('close')
  expect(shop.deletions()).toBe(1)
  expect(page.url()).toBe(`${shop.url}/orders`)
})

test('a script whose user denies is told so, and whose user closes the window too', async () => {
  await using shop = await visit()
  const page = await shop.openTab()
  await signIn(page)
  const outcome = page.getByText('A person has to do something')
  const denied = page.waitForEvent('popup')
  await press(page, 'Delete by script')
  await press(await denied, 'Deny')
  await outcome.waitFor()
  await told(await denied, 'sign_in_declined')
  await (await denied).close()

  await page.reload()
  const closed = page.waitForEvent('popup')
  await press(page, 'Delete by script')
  await button(await closed, 'Deny').waitFor()
  await (await closed).close()
  // As a window does that comes to the front again; headless browsers have no windows.
  await page.evaluate(() => dispatchEvent(new Event('focus')))
  await outcome.waitFor()
  expect(shop.deletions()).toBe(0)
})

test('eight calls of a script at once are one window', async () => {
  await using shop = await visit()
  const page = await shop.openTab()
  await signIn(page)
  shop.entra.journal.clear()
  const opened = page.waitForEvent('popup')
  const statuses = page.evaluate<number[]>(`(async () => {
    const { createWebFetch } = await import('/client.js')
    const webFetch = createWebFetch()
    const calls = Array.from({ length: 8 }, () => webFetch('/orders/1', { method: 'DELETE' }))
    return Promise.all(calls.map(async (call) => (await (await call).json()).status))
  })()`)
  await press(await opened, 'Approve')
  expect((await statuses).sort()).toEqual([204, ...Array(7).fill(404)])
  expect(shop.prompts()).toBe(1)
})
