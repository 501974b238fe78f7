import { expect, test } from 'vitest'
import { button, logged, mia, pat, press, signInAs, startBrowser } from './spa.fixture.ts'

const visit = await startBrowser()
type Spa = Awaited<ReturnType<typeof visit>>

/** Mia and Pat are both signed in; Pat came last and is the active one. */
async function signInBoth(spa: Spa): Promise<void> {
  await spa.signIn(mia)
  await spa.inPopup(
    () => spa.page.evaluate(() => void msal.loginPopup({ scopes: [], prompt: 'login' })),
    [signInAs(pat)],
  )
  await spa.page.waitForFunction(() => msal.getAllAccounts().length === 2)
}

/** Whom the API took the caller for. */
const whoAmI = (spa: Spa, user?: string): Promise<string> =>
  spa.page.evaluate(async (username) => {
    const account = msal.getAllAccounts().find((each) => each.username === username)
    const response = await caeFetch(`${api}/me`, account ? { cae: { account } } : {})
    const { user } = await response.json()
    return user
  }, user)

const switchTo = (spa: Spa, user: string): Promise<void> =>
  spa.page.evaluate((username) => {
    msal.setActiveAccount(msal.getAccount({ username }))
  }, user)

test('each call gets the token of its own account, whoever is active', async () => {
  await using spa = await visit()
  await signInBoth(spa)
  await switchTo(spa, mia)
  expect(await Promise.all([whoAmI(spa), whoAmI(spa, pat), whoAmI(spa, mia)])).toEqual([
    mia,
    pat,
    mia,
  ])
  await switchTo(spa, pat)
  expect(await whoAmI(spa)).toBe(pat)
})

test('a call that waits while the account is switched ends as the one it began as', async () => {
  await using spa = await visit()
  await signInBoth(spa)
  await switchTo(spa, mia)
  expect(await whoAmI(spa)).toBe(mia)
  await spa.entra.revokeSessions(mia)
  const popup = spa.page.waitForEvent('popup')
  const waiting = whoAmI(spa)
  const opened = await popup
  await switchTo(spa, pat)
  // Nor does the other's call wait for this one.
  expect(await whoAmI(spa)).toBe(pat)
  await signInAs(mia)(opened)
  expect(await waiting).toBe(mia)
  expect(await whoAmI(spa)).toBe(pat)
})

test('someone else who signs in at the popup gets nobody’s call', async () => {
  await using spa = await visit()
  await spa.signIn(pat)
  await spa.inPopup(
    () => button(spa.page, 'Delete order 1').click(),
    [press('Use another account'), signInAs(mia), press('Approve')],
  )
  await logged(spa.page, 'DELETE /orders/1 → InteractionRequiredError')
  expect(spa.api.requests.filter(({ executed }) => executed)).toEqual([])
})

test('after a sign-out no call carries the old token', async () => {
  await using spa = await visit()
  await spa.signIn()
  await button(spa.page, 'List orders').click()
  await logged(spa.page, 'GET /orders → 200')
  await button(spa.page, 'Sign out').click()
  await spa.page.getByText('Nobody is signed in.').waitFor()
  const outcome = await spa.page.evaluate(() =>
    caeFetch(`${api}/orders`, { cae: { interaction: 'none' } }).catch(({ name }) => name),
  )
  expect(outcome).toBe('InteractionRequiredError')
  expect(spa.api.requests).toHaveLength(1)
})

test('clearCache alone drops the token as well', async () => {
  await using spa = await visit()
  await spa.signIn()
  expect(await whoAmI(spa)).toBe(mia)
  await spa.page.evaluate(() => msal.clearCache())
  const outcome = await spa.page.evaluate(() =>
    caeFetch(`${api}/orders`, { cae: { interaction: 'none' } }).catch(({ name }) => name),
  )
  expect(outcome).toBe('InteractionRequiredError')
})

test('an account that was never made the active one signs out as fast', async () => {
  await using spa = await visit()
  await spa.signIn()
  await switchTo(spa, 'nobody')
  expect(await whoAmI(spa)).toBe(mia)
  const outcome = await spa.page.evaluate(async () => {
    // MSAL tells nobody of that.
    await msal.clearCache()
    return caeFetch(`${api}/orders`, { cae: { interaction: 'none' } }).catch(({ name }) => name)
  })
  expect(outcome).toBe('InteractionRequiredError')
  expect(spa.api.requests).toHaveLength(1)
})

test('a sign-out while the user is asked leaves the waiting call without a token', async () => {
  await using spa = await visit()
  await spa.signIn()
  await spa.entra.revokeSessions(mia)
  await spa.withoutClick("send('orders')")
  await spa.page.evaluate(async () => {
    await msal.clearCache()
    msal.setActiveAccount(null)
  })
  await button(spa.page, 'Cancel').click()
  expect(await spa.outcomes()).toEqual(['InteractionRequiredError'])
  expect(await spa.page.evaluate(() => msal.getAllAccounts())).toEqual([])
})
