import { expect, test } from 'vitest'
import { button, mia, press, signInAs, startBrowser } from './spa.fixture.ts'

const visit = await startBrowser()

test.for([2, 5])('%i tabs that are challenged at once ask the user once', async (count) => {
  await using spa = await visit()
  await spa.signIn()
  const others = await Promise.all(Array.from({ length: count - 1 }, () => spa.openTab()))
  const tabs = [spa.page, ...others]
  for (const tab of tabs) await tab.evaluate(() => send('orders'))
  for (const tab of tabs) expect(await spa.outcomes(tab)).toEqual([200])
  spa.entra.journal.clear()
  await spa.entra.revokeSessions(mia)
  // Whichever tab comes first asks; each of its calls, and each of the others', waits for that.
  const popup = spa.context.waitForEvent('page')
  await Promise.all(
    tabs.map((tab) => tab.evaluate(() => ['orders', 'orders'].forEach((path) => void send(path)))),
  )
  await signInAs(mia)(await popup)
  for (const tab of tabs) expect(await spa.outcomes(tab)).toEqual([200, 200, 200])
  expect(spa.prompts()).toBe(1)
  // One silent attempt, then the user: a claims request each.
  expect(spa.asked()).toEqual([
    'refresh_token',
    'authorize',
    'authorize',
    'sign-in',
    'authorization_code',
  ])
})

test('what the user declines in one tab is not asked again by those that waited', async () => {
  await using spa = await visit()
  await spa.signIn()
  const tabs = [spa.page, await spa.openTab(), await spa.openTab()]
  spa.entra.journal.clear()
  const popup = spa.context.waitForEvent('page')
  await Promise.all(tabs.map((tab) => tab.evaluate(() => send('orders/1', { method: 'DELETE' }))))
  await press('Deny')(await popup)
  for (const tab of tabs) expect(await spa.outcomes(tab)).toEqual(['InteractionRequiredError'])
  expect(spa.prompts()).toBe(1)
})

test('two APIs that challenge at once ask the user once', async () => {
  await using spa = await visit()
  await spa.signIn()
  await spa.entra.revokeSessions(mia)
  spa.entra.journal.clear()
  await spa.page.evaluate(() => {
    globalThis.caeFetch = caefetch.createCaeFetch(msal, {
      resources: {
        [`${api}/orders`]: ['api://orders/orders.read'],
        [`${api}/me`]: ['api://orders/orders.write'],
      },
    })
  })
  await spa.inPopup(
    () => spa.page.evaluate(() => ['orders', 'me'].forEach((path) => void send(path))),
    [signInAs(mia)],
  )
  expect(await spa.outcomes()).toEqual([200, 200])
  expect(spa.prompts()).toBe(1)
  expect(await button(spa.page, 'Continue').count()).toBe(0)
})
