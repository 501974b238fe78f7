import { expect, test } from 'vitest'
import { button, logged, press, ready, startBrowser } from './spa.fixture.ts'

const visit = await startBrowser()
const query = '?interaction=redirect'

test('a redirect comes back with what was waiting, and replays nothing by itself', async () => {
  await using spa = await visit({ query })
  await spa.signIn()
  await spa.page.evaluate(() => send('orders/1?secret=s#t', { method: 'DELETE' }))
  await press('Approve')(spa.page)
  await ready(spa.page)
  await logged(spa.page, `app: DELETE ${spa.api.url}/orders/1 was waiting; do it again`)
  expect(await spa.page.locator('#log').textContent()).not.toContain('secret')
  expect(spa.api.requests.filter(({ executed }) => executed)).toEqual([])
  // It is told once, and kept nowhere.
  expect(await spa.page.evaluate(() => Object.keys(sessionStorage))).not.toContain(
    'caefetch.pending',
  )
  await button(spa.page, 'Delete order 1').click()
  await logged(spa.page, 'DELETE /orders/1 → 204')
  expect(spa.prompts()).toBe(2)
})

test('a user who goes back instead finds the page alive, and can ask again', async () => {
  await using spa = await visit({ query })
  await spa.signIn()
  await spa.page.evaluate(() => {
    addEventListener('pageshow', ({ persisted }) => {
      document.body.dataset.restored = String(persisted)
    })
    send('orders/1', { method: 'DELETE' })
  })
  await spa.page.getByRole('button', { name: 'Approve' }).waitFor()
  // A page from the back/forward cache fires no load event.
  await spa.page.goBack({ waitUntil: 'commit' })
  await ready(spa.page)
  // Not loaded anew: this is the page that was left.
  expect(await spa.page.evaluate(() => document.body.dataset.restored)).toBe('true')
  expect(await spa.outcomes()).toEqual(['InteractionRequiredError'])
  // Whoever came back to stay is not sent off again by the next timer.
  await spa.withoutClick("send('orders/1', { method: 'DELETE' })")
  expect(await spa.outcomes()).toEqual(['InteractionRequiredError', 'InteractionRequiredError'])
  await spa.page.clock.setFixedTime(Date.now() + 20_000)
  await button(spa.page, 'Delete order 1').click()
  await press('Approve')(spa.page)
  await ready(spa.page)
  await button(spa.page, 'Delete order 1').click()
  await logged(spa.page, 'DELETE /orders/1 → 204')
})
