import { type Locator, type Page, chromium as playwright } from 'playwright'
import { afterAll, vi } from 'vitest'
import {
  type Replica,
  type ReplicaOptions,
  startSurroundings,
} from '../../examples/web-app/serve.ts'
import { chromium } from '../gates/chromium.ts'

export const mia = 'mfa-user@contoso.test'

// Chromium shares its cores with others.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

/** What the browser itself says of each refused request; everything else is somebody's fault. */
const expected = /^Failed to load resource: .* (400|401|403|409) /

/** Starts Chromium for a test file, with the popup blocker that people have. */
export async function startBrowser() {
  const ignoreDefaultArgs = ['--disable-popup-blocking']
  const browser = await playwright.launch({ ...chromium(), ignoreDefaultArgs })
  afterAll(() => browser.close())

  /** Opens the shop, with an Entra and an API of its own, in a browser without a past. */
  return async function visit(...options: ReplicaOptions[]) {
    const surroundings = await startSurroundings()
    const { entra, api } = surroundings
    const replicas: Replica[] = []
    for (const option of options.length > 0 ? options : [{}]) {
      replicas.push(await surroundings.startReplica(option))
    }
    const [replica] = replicas
    if (!replica) throw new Error('There is no shop.')
    const context = await browser.newContext({ viewport: { width: 390, height: 640 } })
    context.setDefaultTimeout(10_000)
    const troubles: string[] = []
    const addresses: string[] = []
    context.on('weberror', (event) => troubles.push(String(event.error().stack)))
    context.on('request', (request) => addresses.push(request.url()))
    context.on('console', (message) => {
      if (message.type() === 'error' && !expected.test(message.text())) {
        troubles.push(message.text())
      }
    })

    return {
      entra,
      api,
      replicas,
      replica,
      url: replica.url,
      context,
      /** Every address that was asked for. */
      addresses,
      async openTab(path = '/orders', at: Replica = replica): Promise<Page> {
        const tab = await context.newPage()
        await tab.goto(at.url + path)
        return tab
      },
      /** How often a person saw a page of Entra's, since the journal was cleared. */
      prompts: () => entra.journal.entries({ endpoint: 'authorize', status: 200 }).length,
      deletions: () =>
        api.requests.filter(({ method, executed }) => method === 'DELETE' && executed).length,
      async [Symbol.asyncDispose]() {
        await context.close()
        for (const each of replicas) await each[Symbol.asyncDispose]()
        await surroundings[Symbol.asyncDispose]()
        if (troubles.length > 0) throw new Error(`The page complained:\n${troubles.join('\n')}`)
      },
    }
  }
}

export const button = (page: Page, name: string | RegExp): Locator =>
  page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name })

export const press = (page: Page, name: string | RegExp): Promise<void> =>
  button(page, name).first().click()

/** Signs in on Entra's page, and comes back to the orders. */
export async function signIn(page: Page, user = mia): Promise<void> {
  await press(page, new RegExp(user))
  await page.getByRole('heading', { name: 'Orders' }).waitFor()
}

/** Waits for the page that says so. */
export const told = (page: Page, reason: string): Promise<void> =>
  page.locator(`main[data-reason="${reason}"]`).waitFor()
