import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { button, mia, press, signInAs, startBrowser } from './spa.fixture.ts'

const visit = await startBrowser()

/** The user turns to a tab, or away from it: headless tabs are all in front. */
const look = (tab: Page, state: 'visible' | 'hidden'): Promise<void> =>
  tab.evaluate((visibilityState) => {
    Object.defineProperty(document, 'visibilityState', {
      configurable: true,
      value: visibilityState,
    })
    document.dispatchEvent(new Event('visibilitychange'))
  }, state)

const dialogOf = (tab: Page) => tab.getByRole('dialog')

test('a tab that is hidden leaves the user to the one that they see', async () => {
  await using spa = await visit()
  await spa.signIn()
  const other = await spa.openTab()
  await spa.entra.revokeSessions(mia)
  spa.entra.journal.clear()
  await spa.withoutClick("send('orders')")
  await dialogOf(spa.page).waitFor()
  await other.evaluate(() => send('orders'))
  await look(spa.page, 'hidden')
  // The user has not declined: they are asked where they are.
  await dialogOf(spa.page).waitFor({ state: 'detached' })
  const popup = spa.context.waitForEvent('page')
  await button(other, 'Continue')
    .click({ timeout: 1000 })
    .catch(() => {})
  await signInAs(mia)(await popup)
  expect(await spa.outcomes(other)).toEqual([200])
  await look(spa.page, 'visible')
  expect(await spa.outcomes()).toEqual([200])
  expect(spa.prompts()).toBe(1)
})

test('a tab that is hidden from the start asks nothing until it is seen', async () => {
  await using spa = await visit()
  await spa.signIn()
  await spa.entra.revokeSessions(mia)
  await look(spa.page, 'hidden')
  spa.entra.journal.clear()
  await spa.page.evaluate(() => send('orders'))
  await expect.poll(() => spa.asked()).toEqual(['refresh_token', 'authorize'])
  expect(await dialogOf(spa.page).count()).toBe(0)
  const popup = spa.page.waitForEvent('popup')
  await look(spa.page, 'visible')
  await signInAs(mia)(await popup)
  expect(await spa.outcomes()).toEqual([200])
})

test.for(['this tab', 'another tab'])(
  'what can be met silently in %s does not wait for the user',
  async (where) => {
    await using spa = await visit()
    await spa.signIn()
    const tab = where === 'this tab' ? spa.page : await spa.openTab()
    await spa.withoutClick("send('orders/1', { method: 'DELETE' })")
    await dialogOf(spa.page).waitFor()
    await spa.entra.moveTo(mia, { ip: '198.51.100.7', country: 'DE' })
    const status = await tab.evaluate(async () => (await caeFetch(`${api}/orders`)).status)
    expect(status).toBe(200)
    expect(await dialogOf(spa.page).isVisible()).toBe(true)
    await spa.inPopup(() => button(spa.page, 'Continue').click(), [press('Approve')])
    expect(await spa.outcomes()).toEqual([204])
  },
)

test('a click after “Deny” counts', async () => {
  await using spa = await visit()
  await spa.signIn()
  const remove = () => spa.page.evaluate(() => send('orders/1', { method: 'DELETE' }))
  await spa.inPopup(remove, [press('Deny')])
  expect(await spa.outcomes()).toEqual(['InteractionRequiredError'])
  await spa.withoutClick("send('orders/1', { method: 'DELETE' })")
  expect(await spa.outcomes()).toEqual(['InteractionRequiredError', 'InteractionRequiredError'])
  // At once, and not when the click on “Deny” is forgotten.
  await spa.inPopup(() => button(spa.page, 'Delete order 1').click(), [press('Approve')])
  await spa.page.getByText('DELETE /orders/1 → 204').waitFor()
})

test('what somebody else has stored in the place of refusals is no error', async () => {
  await using spa = await visit()
  await spa.signIn()
  for (const junk of ['null', '[1]', '{', '"text"']) {
    await spa.entra.revokeSessions(mia)
    await spa.page.evaluate((text) => localStorage.setItem('caefetch.declined', text), junk)
    await spa.inPopup(() => spa.page.evaluate(() => send('orders')), [signInAs(mia)])
    expect((await spa.outcomes()).at(-1)).toBe(200)
  }
})

test('the events say what is shown', async () => {
  await using spa = await visit()
  await spa.signIn()
  await spa.withoutClick(`
    globalThis.events = []
    caeFetch = caefetch.createCaeFetch(msal, {
      resources: { [api]: ['api://orders/orders.read', 'api://orders/orders.write'] },
      onEvent: ({ type, kind, state, callId }) =>
        type === 'interaction' && events.push([callId, kind, state].join(' ')),
    })
    send('orders/1', { method: 'DELETE' })
  `)
  await dialogOf(spa.page).waitFor()
  expect(await spa.page.evaluate('events')).toEqual(['1 dialog started'])
  await spa.inPopup(() => button(spa.page, 'Continue').click(), [press('Approve')])
  expect(await spa.outcomes()).toEqual([204])
  expect(await spa.page.evaluate('events')).toEqual([
    '1 dialog started',
    '1 dialog succeeded',
    '1 popup started',
    '1 popup succeeded',
  ])
})

test('a popup of the application’s own is waited for, and its answer is the call’s', async () => {
  await using spa = await visit()
  await spa.signIn()
  await spa.entra.revokeSessions(mia)
  spa.entra.journal.clear()
  const popup = spa.page.waitForEvent('popup')
  await spa.page.evaluate(() => {
    void msal.acquireTokenPopup({ scopes: ['api://orders/orders.read'] })
    send('orders')
  })
  const opened = await popup
  await expect.poll(() => spa.asked()).toContain('refresh_token')
  expect(await spa.page.evaluate(async () => (await navigator.locks.query()).held)).toEqual([])
  await signInAs(mia)(opened)
  expect(await spa.outcomes()).toEqual([200])
  expect(spa.prompts()).toBe(1)
})

test('where an interaction is under way that never ends, a person is needed', async () => {
  await using spa = await visit()
  await spa.signIn()
  await spa.entra.revokeSessions(mia)
  // As in a tab that was duplicated while a popup was open.
  const clientId = await spa.page.evaluate(() => msal.getConfiguration().auth.clientId)
  await spa.page.evaluate((id) => {
    sessionStorage.setItem(
      'msal.interaction.status',
      JSON.stringify({ clientId: id, type: 'signin' }),
    )
    send('orders')
  }, clientId)
  expect(await spa.outcomes()).toEqual(['InteractionRequiredError'])
})
