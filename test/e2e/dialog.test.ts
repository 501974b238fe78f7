import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { button, mia, ready, signInAs, startBrowser } from './spa.fixture.ts'

const visit = await startBrowser()

const strict = "default-src 'self'; style-src 'self'; require-trusted-types-for 'script'"

const where = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { activeElement } = document
    return activeElement?.shadowRoot?.activeElement?.id ?? activeElement?.id ?? ''
  })

test('the dialog is shown, used by keyboard and left under a strict policy', async () => {
  await using spa = await visit()
  await spa.signIn()
  const connect = `connect-src 'self' ${spa.api.url} ${spa.entra.url}; frame-src 'self' ${spa.entra.url}; img-src data:`
  spa.server.headers['content-security-policy'] = `${strict}; ${connect}`
  await spa.page.reload()
  await ready(spa.page)
  await spa.page.evaluate(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => {
      console.error(violatedDirective)
    })
  })
  await spa.page.locator('#list').focus()
  await spa.entra.revokeSessions(mia)
  await spa.withoutClick("send('orders')")
  const dialog = spa.page.getByRole('dialog', { name: 'Verify it’s you' })
  await dialog.waitFor()
  expect(await dialog.evaluate((element) => getComputedStyle(element).borderRadius)).toBe('12px')

  // Focus begins at the way on and stays within.
  expect(await where(spa.page)).toBe('continue')
  await spa.page.keyboard.press('Shift+Tab')
  expect(await where(spa.page)).toBe('cancel')
  await spa.page.keyboard.press('Tab')
  await spa.inPopup(() => spa.page.keyboard.press('Enter'), [signInAs(mia)])
  expect(await spa.outcomes()).toEqual([200])
  expect(await where(spa.page)).toBe('list')
})

test('the dialog goes away with the last call that waits, and leaves nothing behind', async () => {
  await using spa = await visit()
  await spa.signIn()
  await spa.entra.revokeSessions(mia)
  await spa.page.evaluate(() => {
    const held = new Set<string>()
    const { addEventListener, removeEventListener } = EventTarget.prototype
    // Playwright listens too: for the mouse.
    const ours = ['abort', 'message', 'pagehide', 'pageshow', 'storage', 'visibilitychange']
    EventTarget.prototype.addEventListener = function (type, ...rest) {
      if (ours.includes(type)) held.add(type)
      return addEventListener.call(this, type, ...rest)
    }
    EventTarget.prototype.removeEventListener = function (type, ...rest) {
      held.delete(type)
      return removeEventListener.call(this, type, ...rest)
    }
    Object.assign(globalThis, { held, controller: new AbortController() })
  })
  await spa.withoutClick("send('orders', { signal: controller.signal })")
  await spa.page.getByRole('dialog').waitFor()
  await spa.page.evaluate('controller.abort()')
  expect(await spa.outcomes()).toEqual(['AbortError'])
  await expect.poll(() => spa.page.locator('.caefetch-prompt').count()).toBe(0)
  await expect.poll(() => spa.page.evaluate('[...held]')).toEqual([])
  expect(await spa.page.evaluate(async () => (await navigator.locks.query()).held)).toEqual([])
  // Nobody declined: the next call asks.
  await spa.withoutClick("send('orders')")
  await spa.inPopup(() => button(spa.page, 'Continue').click(), [signInAs(mia)])
  expect(await spa.outcomes()).toEqual(['AbortError', 200])
})

test('its words can be translated, and its parts styled', async () => {
  await using spa = await visit()
  await spa.signIn()
  await spa.entra.revokeSessions(mia)
  await spa.withoutClick(`
    const prompt = caefetch.dialogPrompt({ title: 'Bestätigen', cancelLabel: 'Abbrechen' })
    caeFetch = caefetch.createCaeFetch(msal, { resources: { [api]: ['api://orders/orders.read'] }, prompt })
    const sheet = new CSSStyleSheet()
    sheet.replaceSync('.caefetch-prompt::part(cancel) { color: rgb(1, 2, 3) }')
    document.adoptedStyleSheets.push(sheet)
    send('orders')
  `)
  await spa.page.getByRole('dialog', { name: 'Bestätigen' }).waitFor()
  const cancel = button(spa.page, 'Abbrechen')
  expect(await cancel.evaluate((element) => getComputedStyle(element).color)).toBe('rgb(1, 2, 3)')
  await cancel.click()
  expect(await spa.outcomes()).toEqual(['InteractionRequiredError'])
})

test('who is not signed in is asked to sign in', async () => {
  await using spa = await visit()
  await spa.withoutClick("send('orders')")
  await spa.page.getByRole('dialog', { name: 'Sign in to continue' }).waitFor()
  await spa.inPopup(() => button(spa.page, 'Continue').click(), [signInAs(mia)])
  expect(await spa.outcomes()).toEqual([200])
})

test('the dialog outlives a page that is swapped under it, and a modal that has the pointer', async () => {
  await using spa = await visit()
  await spa.signIn()
  await spa.entra.revokeSessions(mia)
  await spa.withoutClick("send('orders')")
  await spa.page.getByRole('dialog').waitFor()
  await spa.page.evaluate(() => {
    const body = document.createElement('body')
    body.style.pointerEvents = 'none'
    body.append(...document.body.childNodes)
    document.body.replaceWith(body)
  })
  await spa.inPopup(() => button(spa.page, 'Continue').click(), [signInAs(mia)])
  expect(await spa.outcomes()).toEqual([200])
})

test('a dialog whose place is removed comes back, and holds up no other tab', async () => {
  await using spa = await visit()
  await spa.signIn()
  const other = await spa.openTab()
  await spa.entra.revokeSessions(mia)
  await spa.withoutClick(`
    const container = document.createElement('div')
    document.body.append(container)
    const prompt = caefetch.dialogPrompt({ container })
    caeFetch = caefetch.createCaeFetch(msal, { resources: { [api]: ['api://orders/orders.read'] }, prompt })
    send('orders')
  `)
  await spa.page.getByRole('dialog').waitFor()
  await other.evaluate(() => send('orders'))
  await spa.page.evaluate(() => document.querySelector('.caefetch-prompt')?.parentElement?.remove())
  await spa.inPopup(() => button(spa.page, 'Continue').click(), [signInAs(mia)])
  expect(await spa.outcomes()).toEqual([200])
  expect(await spa.outcomes(other)).toEqual([200])
})
