import type { Emulator } from '@caefetch/emulator'
import {
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
  chromium as playwright,
} from 'playwright'
import { afterAll, vi } from 'vitest'
import { chromium } from '../../gates/chromium.ts'
import { type Secured, serveApp } from './app-server.fixture.ts'
import type { Departure, Method, Outcome, SpaRequest } from './spa/spa.ts'

export const mia = 'mfa-user@contoso.test'
export const pat = 'plain-user@contoso.test'
const scopes = ['api://orders/orders.read', 'api://orders/orders.write']
export const c1 = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'

// Chromium shares its cores with others.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

/** What a person does on a page of Entra's. */
export type Deed = (page: Page) => Promise<void>

export const press =
  (name: string | RegExp): Deed =>
  (page) =>
    page.getByRole('button', { name }).click()

export const signInAs = (user: string): Deed => press(new RegExp(user))

// The less there is to paint, the sooner it is done.
const viewport = { width: 320, height: 480 }

export const grantsOf = ({ journal }: Emulator): (string | undefined)[] =>
  journal.tokenRequests().map(({ grant }) => grant)

export interface VisitOptions {
  /** Another visit's, whose cookies are shared; or what a new one is like. */
  context?: BrowserContext | BrowserContextOptions
  /** Serves the app over https. */
  secured?: Secured
}

/** Starts Chromium for a test file; it is closed when the file is done. */
export async function startBrowser(args: string[] = []) {
  const launch = chromium()
  const browser = await playwright.launch({ ...launch, args: [...launch.args, ...args] })
  afterAll(() => browser.close())

  /** Opens the app, in a browser without a past. */
  return async function visit(emulator: Emulator, options: VisitOptions = {}) {
    const { auth } = emulator.msalConfig('spa')
    const app = await serveApp(
      (url) => ({
        auth: { ...auth, redirectUri: `${url}/auth`, clientCapabilities: ['CP1'] },
      }),
      options.secured,
    )
    const { context: past = {} } = options
    const context = 'newPage' in past ? past : await browser.newContext({ viewport, ...past })
    const page = await context.newPage()
    await page.goto(app.url)
    await ready(page)

    const ask = (method: Method, request: Partial<SpaRequest> = {}): Promise<Outcome> =>
      page.evaluate(([name, args]) => globalThis.spa?.ask(name, args) ?? {}, [
        method,
        { scopes, ...request },
      ] as const)

    /** Does in the popup, one after the other, what a person would; MSAL closes it. */
    async function inPopup<T>(begin: () => Promise<T>, deeds: Deed[]): Promise<T> {
      const opened = page.waitForEvent('popup')
      const pending = begin()
      const popup = await opened
      const closed = popup.isClosed() ? undefined : popup.waitForEvent('close')
      for (const deed of deeds) await deed(popup)
      await closed
      return pending
    }

    return {
      app,
      page,
      context,
      ask,
      popup: (method: Method, request: Partial<SpaRequest>, ...deeds: Deed[]) =>
        inPopup(() => ask(method, request), deeds),
      logoutByPopup: () => inPopup(() => page.evaluate(() => globalThis.spa?.logoutByPopup()), []),
      async logoutByRedirect() {
        await page.evaluate(() => globalThis.spa?.logoutByRedirect())
        await ready(page)
      },
      users: () => page.evaluate(() => globalThis.spa?.users()),
      /** Calls an API from the page; of the headers, the response has those that the page can read. */
      async call(url: string, token = '') {
        const { status, headers } = await page.evaluate(
          async ([to, authorization]) => {
            const response = await fetch(to, { headers: { authorization } })
            return { status: response.status, headers: [...response.headers] }
          },
          [url, `Bearer ${token}`] as const,
        )
        return new Response(null, { status, headers })
      },
      /** Leaves for Entra and comes back. */
      async redirect(method: Departure, request: Partial<SpaRequest>, ...deeds: Deed[]) {
        await page.evaluate(([name, args]) => globalThis.spa?.leave(name, args), [
          method,
          { scopes, ...request },
        ] as const)
        for (const deed of deeds) await deed(page)
        await ready(page)
        return page.evaluate(() => globalThis.spa?.redirected ?? {})
      },
      async [Symbol.asyncDispose]() {
        if (context !== past) await context.close()
        await app[Symbol.asyncDispose]()
      },
    }
  }
}

/** MSAL is set up, and has looked at what the URL brings. */
const ready = async (page: Page): Promise<void> => {
  await page.waitForFunction(() => globalThis.spa)
}
