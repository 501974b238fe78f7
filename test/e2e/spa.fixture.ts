import type { IPublicClientApplication } from '@azure/msal-browser'
import type { BrowserFetch, BrowserRequestInit, createCaeFetch } from '@caefetch/browser'
import { startEmulator, startOrdersApi } from '@caefetch/emulator'
import {
  type BrowserContextOptions,
  type Locator,
  type Page,
  chromium as playwright,
} from 'playwright'
import { afterAll, vi } from 'vitest'
import { chromium } from '../gates/chromium.ts'
import { type Example, serveBuiltSpa } from './built-spa.fixture.ts'

declare global {
  // What the example gives to the console.
  var msal: IPublicClientApplication
  var caeFetch: BrowserFetch
  var api: string
  var caefetch: { createCaeFetch: typeof createCaeFetch }
  // What the tests put into the page: calls by path, and what became of each.
  var send: (path: string, init?: BrowserRequestInit) => void
  var outcomes: (number | string)[]
}

export const mia = 'mfa-user@contoso.test'
export const pat = 'plain-user@contoso.test'

// Chromium shares its cores with others.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

/** What the browser itself says of each refused request; everything else is somebody's fault. */
const expected = /^Failed to load resource: .* (400|401) /

export interface VisitOptions {
  /** Added to the address of the page. */
  query?: string
  /** MSAL's, such as how long it waits for a popup. */
  system?: Record<string, unknown>
  context?: BrowserContextOptions
}

// The less there is to paint, the sooner it is done.
const viewport = { width: 390, height: 640 }

/** What a person does on a page of Entra's. */
export type Deed = (popup: Page) => Promise<void>

export const press =
  (name: string | RegExp): Deed =>
  (page) =>
    page.getByRole('button', { name }).click()

export const signInAs = (user: string): Deed => press(new RegExp(user))

/** Starts Chromium for a test file, with the popup blocker and the back/forward cache that people have. */
export async function startBrowser(example: Example = 'spa') {
  const ignoreDefaultArgs = ['--disable-popup-blocking', '--disable-back-forward-cache']
  const browser = await playwright.launch({ ...chromium(), ignoreDefaultArgs })
  afterAll(() => browser.close())

  /** Opens the example, with an Entra and an API of its own, in a browser without a past. */
  return async function visit(options: VisitOptions = {}) {
    const entra = await startEmulator()
    const api = await startOrdersApi(entra)
    const server = await serveBuiltSpa(example)
    /** For pages that are loaded from now on. */
    const setRedirectUri = (path: string) => {
      const redirectUri = server.url + path
      server.settings = {
        msal: {
          auth: { ...entra.msalConfig('spa').auth, redirectUri },
          cache: { cacheLocation: 'localStorage' },
          system: options.system,
        },
        api: api.url,
        entra: entra.url,
      }
    }
    setRedirectUri('/auth.html')
    const context = await browser.newContext({ viewport, ...options.context })
    context.setDefaultTimeout(30_000)
    await context.addInitScript(() => {
      globalThis.outcomes = []
      globalThis.send = (path, init) => {
        const index = outcomes.push('waiting') - 1
        caeFetch(`${api}/${path}`, init).then(
          ({ status }) => (outcomes[index] = status),
          (error) => (outcomes[index] = error.name),
        )
      }
    })
    const troubles: string[] = []
    const warnings: string[] = []
    context.on('weberror', (event) => troubles.push(String(event.error().stack)))
    context.on('console', (message) => {
      if (message.text().startsWith('caefetch:')) warnings.push(message.text())
      if (message.type() === 'error' && !expected.test(message.text())) {
        troubles.push(message.text())
      }
    })

    async function openTab(query = options.query ?? ''): Promise<Page> {
      const tab = await context.newPage()
      await tab.goto(`${server.url}/${query}`)
      await ready(tab)
      return tab
    }
    const page = await openTab()

    /** Does in the popup, one after the other, what a person would; MSAL closes it. */
    async function inPopup(begin: () => Promise<unknown>, deeds: Deed[], opener = page) {
      const opened = opener.waitForEvent('popup')
      await begin()
      const popup = await opened
      for (const deed of deeds) await deed(popup)
      if (!popup.isClosed()) await popup.waitForEvent('close')
    }

    return {
      entra,
      api,
      server,
      context,
      page,
      warnings,
      troubles,
      openTab,
      setRedirectUri,
      inPopup,
      async signIn(user = mia) {
        const click = () => button(page, 'Sign in').click()
        if (options.query?.includes('redirect')) await click().then(() => signInAs(user)(page))
        else await inPopup(click, [signInAs(user)])
        await page.getByText(`Signed in as ${user}`).waitFor()
      },
      /** What became of the calls that `send` made, once all have ended. */
      async outcomes(tab = page) {
        await tab.waitForFunction(() => !outcomes.includes('waiting'))
        return tab.evaluate(() => outcomes)
      },
      /**
       * Runs as a timer of the page would, with no click near, until the user is asked or all calls
       * have ended. Playwright's own `evaluate` counts as a click; opening a window uses that up.
       */
      async withoutClick(expression: string, tab = page) {
        const session = await context.newCDPSession(tab)
        const script = `(async () => {
          if (navigator.userActivation.isActive) open('about:blank', 'spent', 'popup')?.close()
          ${expression}
          while (outcomes.includes('waiting') && !document.querySelector('.caefetch-prompt, dialog[open]')) {
            await new Promise((resolve) => setTimeout(resolve, 20))
          }
        })()`
        await session.send('Runtime.evaluate', {
          expression: script,
          userGesture: false,
          awaitPromise: true,
        })
        await session.detach()
      },
      /** How often a person saw a page of Entra's, since the journal was cleared. */
      prompts: () => entra.journal.entries({ endpoint: 'authorize', status: 200 }).length,
      /** The tokens asked of Entra, and the pages shown, since the journal was cleared. */
      asked: () => entra.journal.entries().map(({ endpoint, grant }) => grant ?? endpoint),
      async [Symbol.asyncDispose]() {
        await context.close()
        await server[Symbol.asyncDispose]()
        await api.close()
        await entra.close()
        if (troubles.length > 0) throw new Error(`The page complained:\n${troubles.join('\n')}`)
      },
    }
  }
}

/** The application is set up, and has looked at what the URL brings. */
export const ready = (page: Page): Promise<void> =>
  page.locator('html[data-ready]').waitFor({ state: 'attached' })

export const button = (page: Page, name: string): Locator =>
  page.getByRole('button', { name, exact: true })

/** The lines of the log that end so, once there are as many. */
export async function logged(page: Page, text: string, count = 1): Promise<void> {
  await page
    .locator('#log li', { hasText: text })
    .nth(count - 1)
    .waitFor()
}
