import assert from 'node:assert/strict'
import { serveSpa } from '../../examples/spa/serve.ts'
import { bundle } from './bundle.ts'
import { type Driver, until, untilWindows } from './driver.ts'

const mia = 'mfa-user@contoso.test'

/** What a person does without a popup, told step by step: these browsers cannot drive one here. */
export async function tell(driver: Driver, told: (step: string) => void): Promise<void> {
  await using spa = await serveSpa()
  const click = (id: string) => driver.evaluate(`document.getElementById('${id}').click()`)
  const press = (text: string) =>
    driver.evaluate(
      `[...document.querySelectorAll('button')].find((button) => button.innerText.includes('${text}')).click()`,
    )
  const isReady = 'document.documentElement.dataset.ready === "true"'
  const hasButton = (text: string) =>
    `[...document.querySelectorAll('button')].some((button) => button.innerText.includes('${text}'))`
  const logged = (text: string, times = 1) =>
    `[...document.querySelectorAll('#log li')].filter((line) => line.innerText.includes('${text}')).length >= ${times}`

  const drawn = (text: string) =>
    `document.getElementById('recoveries')?.innerText.includes('${text}') === true`

  await driver.goto(`${spa.url}/?interaction=redirect`)
  await until(driver, isReady)
  await click('sign-in')
  await until(driver, hasButton(mia))
  await press(mia)
  await until(driver, `document.getElementById('user')?.innerText.includes('${mia}') === true`)
  await until(driver, isReady)
  told('signs in by redirect')

  await click('list')
  await until(driver, logged('GET /orders → 200'))
  told('calls the API')

  await spa.entra.moveTo(mia, { country: 'DE', ip: '198.51.100.7' })
  await click('list')
  await until(driver, logged('GET /orders → 200', 2))
  await until(driver, drawn('refused (401, location). One token request got the token.'))
  told('recovers silently from a move to another country')

  const ky = JSON.stringify(await bundle('packages/ky/src/index.ts'))
  await driver.evaluate(
    `import(URL.createObjectURL(new Blob([${ky}], { type: 'text/javascript' }))).then(({ createCaeKy }) => { globalThis.ky = createCaeKy(caeFetch) })`,
  )
  // Firefox has no Request.prototype.body, and ky makes a Request of every call.
  const calls = {
    'a GET as a Request': 'caeFetch(new Request(api + "/orders"))',
    'a HEAD as a Request': 'caeFetch(new Request(api + "/orders", { method: "HEAD" }))',
    'a POST as a Request': 'caeFetch(new Request(api + "/orders", { method: "POST", body: "{}" }))',
    'a Request with an init':
      'caeFetch(new Request(api + "/orders"), { headers: { "Idempotency-Key": "1" } })',
    'a GET by ky': 'ky.get(api + "/orders")',
    'a POST by ky': 'ky.post(api + "/orders", { json: {} })',
  }
  let move = 0
  for (const [name, call] of Object.entries(calls)) {
    // Each move is challenged, and met silently.
    await spa.entra.moveTo(mia, { country: move++ % 2 ? 'DE' : 'NL', ip: `198.51.100.${move}` })
    const refused = spa.api.requests.filter(({ status }) => status === 401).length
    const status = await driver.evaluate(
      `${call}.then(({ status }) => status, (error) => error.name + ': ' + error.message)`,
    )
    // The API knows no HEAD, once it has taken the token.
    assert.ok(
      [200, 201, name.includes('HEAD') ? 404 : 0].includes(Number(status)),
      `${name}: ${status}`,
    )
    const challenged = spa.api.requests.filter(({ status }) => status === 401).length - refused
    assert.equal(challenged, 1, `${name} was challenged ${challenged} times`)
  }
  told(`recovers ${Object.keys(calls).join(', ')}`)

  await click('delete')
  await until(
    driver,
    'location.pathname.includes("oauth2") || document.querySelector("form") !== null',
  )
  await passMfa()
  await until(driver, logged('DELETE'))
  await click('delete')
  await until(driver, logged('DELETE /orders/1 → 204'))
  told('steps up by redirect, is told what was waiting, and goes on')

  const answer = driver.evaluate('caefetch.dialogPrompt()({ reason: "needed" })')
  const shadow = 'document.querySelector(".caefetch-prompt")?.shadowRoot'
  await until(driver, `${shadow}?.querySelector('dialog')?.open === true`)
  await driver.evaluate(`${shadow}.getElementById('continue').click()`)
  assert.equal(await answer, true)
  told('shows the dialog')

  if (driver.click) {
    await driver.goto(spa.url)
    await until(driver, isReady)
    await spa.entra.revokeSessions(mia)
    await driver.click('document.getElementById("list")')
    await until(driver, `${shadow}?.querySelector('dialog')?.open === true`)
    told('asks for a click before a popup, although there was one before the challenge')
    await driver.click(`${shadow}.getElementById('continue')`)
    await untilWindows(driver, 2)
    assert.equal(await driver.evaluate(logged('The popup was blocked')), false)
    told('opens the popup after the click in the dialog')
  }

  async function passMfa(): Promise<void> {
    const approve = 'Approve'
    await until(driver, `${hasButton(mia)} || ${hasButton(approve)} || ${isReady}`)
    if (await driver.evaluate(hasButton(mia))) await press(mia)
    await until(driver, `${hasButton(approve)} || ${isReady}`)
    if (await driver.evaluate(hasButton(approve))) await press(approve)
    await until(driver, isReady)
  }
}
