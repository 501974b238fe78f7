import assert from 'node:assert/strict'
import { serveReactSpa } from '../../examples/react-spa/serve.ts'
import { type Driver, until, untilWindows } from './driver.ts'

const mia = 'mfa-user@contoso.test'

/** The same in React: its own dialog, and the click in it, which is worth a popup. */
export async function tellReact(driver: Driver, told: (step: string) => void): Promise<void> {
  await using spa = await serveReactSpa()
  const button = (text: string) =>
    `[...document.querySelectorAll('button')].find((button) => button.innerText.includes('${text}'))`
  const press = async (text: string) => {
    await until(driver, `${button(text)}?.disabled === false`)
    await driver.evaluate(`${button(text)}.click()`)
  }
  const shows = (text: string) => until(driver, `document.body.innerText.includes('${text}')`)
  const isAsked = `document.querySelector('dialog[role=alertdialog]')?.matches(':modal') === true`

  await driver.goto(`${spa.url}/?interaction=redirect&undo=0`)
  await press('Sign in')
  await press(mia)
  await shows('The API knows you as')
  told('React: signs in by redirect, and reads the orders')

  await press('Move me abroad')
  await shows('You are in another country')
  await press('Refresh')
  await shows('2 calls were refused (401, location). One token request served them all.')
  told('React: recovers silently from a move to another country')

  await press('Delete')
  await press('Approve')
  await shows('DELETE /orders/1')
  // Who leaves before MSAL has read the answer is signed out.
  await until(driver, "sessionStorage.getItem('msal.interaction.status') === null")
  told('React: steps up by redirect, and tells what was interrupted')

  if (!driver.click) return
  // In the same page: over http WebKit forgets the cookie with the key to MSAL's cache.
  await spa.entra.revokeSessions(mia)
  await driver.evaluate("caeFetch(api + '/orders', { cae: { interaction: 'popup' } }) && true")
  await until(driver, isAsked)
  assert.equal(await driver.evaluate('document.activeElement?.innerText'), 'Continue')
  told('React: asks in the application’s own dialog')
  await driver.click(button('Continue'))
  await untilWindows(driver, 2)
  await until(driver, `!document.querySelector('dialog')`)
  told('React: opens the popup after the click in it')
}
