import { expect, test } from 'vitest'
import { button, logged, mia, press, signInAs, startBrowser } from './spa.fixture.ts'

const visit = await startBrowser()

test('a click that needs a second factor opens the popup, and the order is deleted once', async () => {
  await using spa = await visit()
  await spa.signIn()
  await spa.inPopup(() => button(spa.page, 'Delete order 1').click(), [press('Approve')])
  await logged(spa.page, 'DELETE /orders/1 → 204')
  expect(spa.api.requests).toEqual([
    { method: 'DELETE', path: '/orders/1', status: 401, executed: false },
    { method: 'DELETE', path: '/orders/1', status: 204, executed: true },
  ])
  expect(spa.prompts()).toBe(2)
})

test('a call that no click is near asks for one by the dialog', async () => {
  await using spa = await visit()
  await spa.signIn()
  await spa.entra.revokeSessions(mia)
  await spa.withoutClick("send('orders')")
  const dialog = spa.page.getByRole('dialog', { name: 'Verify it’s you' })
  await dialog.waitFor()
  expect(spa.prompts()).toBe(1)
  await spa.inPopup(() => button(spa.page, 'Continue').click(), [signInAs(mia)])
  expect(await spa.outcomes()).toEqual([200])
  expect(await spa.page.locator('.caefetch-prompt').count()).toBe(0)
})

test('a popup that is blocked all the same makes the dialog ask', async () => {
  await using spa = await visit()
  await spa.signIn()
  await spa.entra.revokeSessions(mia)
  await spa.withoutClick(`
    globalThis.asked = []
    const shown = caefetch.dialogPrompt()
    // The first time it says yes for a user who did not click.
    const prompt = (request) => asked.push(request.reason) === 1 ? Promise.resolve(true) : shown(request)
    caeFetch = caefetch.createCaeFetch(msal, { resources: { [api]: ['api://orders/orders.read'] }, prompt })
    send('orders')
  `)
  await spa.page.getByRole('dialog').waitFor()
  expect(await spa.page.evaluate('asked')).toEqual(['needed', 'blocked'])
  await spa.inPopup(() => button(spa.page, 'Continue').click(), [signInAs(mia)])
  expect(await spa.outcomes()).toEqual([200])
  expect(spa.warnings).toEqual([expect.stringContaining('The popup was blocked')])
})

test('who denies the second factor has declined, and is not asked again at once', async () => {
  await using spa = await visit()
  await spa.signIn()
  await spa.inPopup(() => button(spa.page, 'Delete order 1').click(), [press('Deny')])
  await logged(spa.page, 'DELETE /orders/1 → InteractionRequiredError')
  await spa.withoutClick("send('orders/1', { method: 'DELETE' })")
  expect(await spa.outcomes()).toEqual(['InteractionRequiredError'])
  expect(spa.prompts()).toBe(2)
})

test('who closes the window has declined, once MSAL stops to wait for it', async () => {
  // The sign-in before it has to be over within that as well, on a busy machine too.
  await using spa = await visit({ system: { popupBridgeTimeout: 8000 } })
  await spa.signIn()
  await spa.inPopup(() => button(spa.page, 'Delete order 1').click(), [(popup) => popup.close()])
  await logged(spa.page, 'DELETE /orders/1 → InteractionRequiredError')
  await spa.withoutClick("send('orders/1', { method: 'DELETE' })")
  expect(await spa.outcomes()).toEqual(['InteractionRequiredError'])
})
