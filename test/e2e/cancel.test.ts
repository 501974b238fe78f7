import { expect, test } from 'vitest'
import { button, logged, press, startBrowser } from './spa.fixture.ts'

const visit = await startBrowser()

test.for(['Escape', 'Cancel'])(
  '%s rejects every call that waits, and is remembered',
  async (how) => {
    await using spa = await visit()
    await spa.signIn()
    const now = Date.now()
    await spa.page.clock.setFixedTime(now)
    await spa.page.locator('#list').focus()
    await spa.withoutClick("for (const _ of 'abc') send('orders/1', { method: 'DELETE' })")
    const dialog = spa.page.getByRole('dialog')
    await dialog.waitFor()
    await (how === 'Escape'
      ? spa.page.keyboard.press('Escape')
      : button(spa.page, 'Cancel').click())
    const declined = Array.from({ length: 3 }, () => 'InteractionRequiredError')
    expect(await spa.outcomes()).toEqual(declined)
    expect(await spa.page.evaluate(() => document.activeElement?.id)).toBe('list')

    // The click on Cancel is no wish to be asked again.
    await spa.withoutClick("send('orders/1', { method: 'DELETE' })")
    expect(await spa.outcomes()).toHaveLength(4)
    expect(await spa.page.locator('.caefetch-prompt').count()).toBe(0)

    // A later one is: no dialog is needed then.
    await spa.page.clock.setFixedTime(now + 20_000)
    await spa.inPopup(() => button(spa.page, 'Delete order 1').click(), [press('Approve')])
    await logged(spa.page, 'DELETE /orders/1 → 204')
  },
)

test('the cooldown of a challenge ends by itself', async () => {
  await using spa = await visit()
  await spa.signIn()
  const now = Date.now()
  await spa.page.clock.setFixedTime(now)
  await spa.withoutClick("send('orders/1', { method: 'DELETE' })")
  await spa.page.getByRole('dialog').waitFor()
  await spa.page.keyboard.press('Escape')
  await spa.outcomes()
  await spa.page.clock.setFixedTime(now + 60_001)
  await spa.withoutClick("send('orders/1', { method: 'DELETE' })")
  await spa.inPopup(() => button(spa.page, 'Continue').click(), [press('Approve')])
  expect(await spa.outcomes()).toEqual(['InteractionRequiredError', 204])
})
