import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { button, press, signIn, startBrowser, told } from './shop.fixture.ts'

const visit = await startBrowser()

/** Opens two tabs of one user: the first is about order 1, the second about order 2. */
async function openTabs() {
  const shop = await visit()
  const first = await shop.openTab()
  await signIn(first)
  await press(first, 'Place order')
  await first.getByText('2. lamp').waitFor()
  const tabs = [await shop.openTab('/orders?tab=1'), await shop.openTab('/orders?tab=2')] as const
  shop.entra.journal.clear()
  /** The ids of the orders that nobody has deleted. */
  const left = () => shop.api.orders().map(({ id }) => id)
  const urls = tabs.map((_, index) => `${shop.url}/orders?tab=${index + 1}`)
  return { ...shop, tabs, urls, left }
}

const pressDelete = (tab: Page, order: number): Promise<void> =>
  tab
    .locator(`[data-order="${order}"]`)
    .getByRole('button', { name: 'Delete', exact: true })
    .click()

/** Sends the forms of both tabs at once, and waits until each is at Entra. */
async function deleteInBoth([one, two]: readonly [Page, Page]): Promise<void> {
  await Promise.all([pressDelete(one, 1), pressDelete(two, 2)])
  await Promise.all([one, two].map((tab) => button(tab, 'Approve').waitFor()))
}

/** Waits for the page that asks whether to send the tab's own form. */
async function asked(tab: Page, order: number): Promise<void> {
  await told(tab, 'request_interrupted')
  await tab.getByText(`POST /orders/${order}/delete`).waitFor()
}

const backAtOrders = (tab: Page): Promise<void> =>
  tab.getByRole('heading', { name: 'Orders' }).waitFor()

test('two tabs whose user confirms in both at once ask each about its own form', async () => {
  await using shop = await openTabs()
  const [one, two] = shop.tabs
  await deleteInBoth(shop.tabs)
  await Promise.all([press(one, 'Approve'), press(two, 'Approve')])
  await Promise.all([asked(one, 1), asked(two, 2)])
  expect(shop.deletions()).toBe(0)
  await Promise.all([press(one, 'Send it'), press(two, 'Send it')])
  await Promise.all(shop.tabs.map(backAtOrders))
  expect(shop.left()).toEqual([])
  expect(shop.deletions()).toBe(2)
  expect(shop.prompts()).toBe(2)
})

test('two tabs that do not send their forms come back each to its own page', async () => {
  await using shop = await openTabs()
  await deleteInBoth(shop.tabs)
  for (const tab of shop.tabs) await press(tab, 'Approve')
  for (const tab of shop.tabs) {
    await tab.getByRole('link', { name: 'Do not send it' }).click()
    await backAtOrders(tab)
  }
  expect(shop.tabs.map((tab) => tab.url())).toEqual(shop.urls)
  expect(shop.left()).toEqual(['1', '2'])
})

test('a second factor confirmed in one tab lets the other through once its page is loaded again', async () => {
  await using shop = await openTabs()
  const [one, two] = shop.tabs
  await deleteInBoth(shop.tabs)
  await press(one, 'Approve')
  await asked(one, 1)
  await two.reload()
  await asked(two, 2)
  expect(shop.prompts()).toBe(2)
  await press(two, 'Send it')
  await backAtOrders(two)
  await press(one, 'Send it')
  await backAtOrders(one)
  expect(shop.left()).toEqual([])
})

test('who denies in one tab and confirms in the other has sent the form of the other alone', async () => {
  await using shop = await openTabs()
  const [one, two] = shop.tabs
  await deleteInBoth(shop.tabs)
  await Promise.all([press(one, 'Deny'), press(two, 'Approve')])
  await Promise.all([told(one, 'sign_in_declined'), asked(two, 2)])
  await press(two, 'Send it')
  await backAtOrders(two)
  expect(shop.left()).toEqual(['1'])
  // The denied form is still there for who changes their mind, and Entra asks nothing more.
  await one.getByRole('link', { name: 'Try again' }).click()
  await asked(one, 1)
  expect(shop.prompts()).toBe(2)
  await one.getByRole('link', { name: 'Do not send it' }).click()
  await backAtOrders(one)
  expect(one.url()).toBe(shop.urls[0])
  expect(shop.left()).toEqual(['1'])
})

test('a tab that waits for its second factor goes on though another tab signs in meanwhile', async () => {
  await using shop = await visit()
  const one = await shop.openTab('/orders?tab=1')
  const two = await shop.openTab('/orders?tab=2')
  await signIn(one)
  await pressDelete(one, 1)
  await button(one, 'Approve').waitFor()
  await signIn(two)
  expect(two.url()).toBe(`${shop.url}/orders?tab=2`)
  await press(one, 'Approve')
  await asked(one, 1)
  await press(one, 'Send it')
  await one.getByText('There are no orders.').waitFor()
  expect(shop.deletions()).toBe(1)
})
