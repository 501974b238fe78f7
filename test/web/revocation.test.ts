import { redisSessions } from '@caefetch/web/redis'
import { createClient } from 'redis'
import { expect, test, vi } from 'vitest'
import { startRedis } from '../../packages/redis/src/redis-server.fixture.ts'
import { mia, press, signIn, startBrowser, told } from './shop.fixture.ts'

const visit = await startBrowser()

async function connectTo(url: string) {
  const client = createClient({ url })
  client.on('error', () => {})
  await client.connect()
  return Object.assign(client, {
    async [Symbol.asyncDispose]() {
      client.destroy()
    },
  })
}

test('a revocation signs three tabs out on their next request, on both replicas', async () => {
  await using redis = await startRedis()
  await using client = await connectTo(redis.url)
  const sessions = { store: redisSessions({ client }) }
  await using shop = await visit({ sessions }, { sessions, hearsEvents: false })
  const [one, two] = shop.replicas
  const first = await shop.openTab()
  await signIn(first)
  const tabs = [first, await shop.openTab('/orders', two), await shop.openTab('/orders', one)]
  for (const tab of tabs) await tab.getByText('1. a first order').waitFor()
  await shop.entra.revokeSessions(mia)
  const requests = shop.api.requests.length
  for (const tab of tabs) {
    await tab.reload()
    await told(tab, 'session_revoked')
  }
  expect(shop.api.requests).toHaveLength(requests)
  await first.getByRole('link', { name: 'Sign in' }).click()
  await signIn(first)
  // The cookie is the browser's: the other tabs are in again.
  for (const tab of tabs.slice(1)) {
    await tab.reload()
    await tab.getByText('1. a first order').waitFor()
  }
})

test('a script of a page whose session was revoked is told so, and signs in by a window', async () => {
  await using shop = await visit()
  const page = await shop.openTab()
  await signIn(page)
  await shop.entra.revokeSessions(mia)
  const opened = page.waitForEvent('popup')
  await press(page, 'Delete by script')
  const popup = await opened
  await press(popup, new RegExp(mia))
  // Signed in again, the call is challenged for its second factor: that is another click.
  await page.getByText('A person has to do something').waitFor()
  const again = page.waitForEvent('popup')
  await press(page, 'Delete by script')
  await press(await again, 'Approve')
  await page.getByText('Order 1: 204').waitFor()
})

test('an administrator revokes on Entra’s page, and the next click of the shop says so', async () => {
  await using shop = await visit()
  const page = await shop.openTab()
  await signIn(page)
  const opened = page.waitForEvent('popup')
  await page.getByRole('link', { name: 'Entra’s page' }).click()
  const console = await opened
  await console.getByRole('button', { name: 'Revoke sessions of Mia Ferrari' }).click()
  await vi.waitFor(() => expect(shop.replica.events()).toEqual([202]), { timeout: 10_000 })
  await press(page, 'Place order')
  await told(page, 'session_revoked')
  expect(shop.api.executions().size).toBe(0)
})

test('a server in memory that starts again signs users in again, without a loop', async () => {
  await using shop = await visit()
  const page = await shop.openTab()
  await signIn(page)
  shop.replica.restart()
  shop.entra.journal.clear()
  await page.reload()
  await page.getByText('1. a first order').waitFor()
  expect(shop.entra.journal.entries({ endpoint: 'authorize' })).toHaveLength(1)
  expect(shop.prompts()).toBe(0)
})

test('a server over Redis that starts again goes on', async () => {
  await using redis = await startRedis()
  await using client = await connectTo(redis.url)
  await using shop = await visit({ sessions: { store: redisSessions({ client }) } })
  const page = await shop.openTab()
  await signIn(page)
  shop.replica.restart()
  shop.entra.journal.clear()
  await page.reload()
  await page.getByText('1. a first order').waitFor()
  expect(shop.entra.journal.entries()).toEqual([])
})

test('who signs out is out, at Entra too', async () => {
  await using shop = await visit()
  const page = await shop.openTab()
  await signIn(page)
  await press(page, 'Sign out')
  await page.getByText('Nobody is signed in.').waitFor()
  await page.getByRole('link', { name: 'Sign in' }).click()
  await signIn(page)
})
