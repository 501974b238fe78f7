import { ConfidentialClientApplication } from '@azure/msal-node'
import { type EmulatorOptions, startEmulator, startOrdersApi } from '@caefetch/emulator'
import { type CaeEvent, withCae } from '@caefetch/node'
import { vi } from 'vitest'
import { createTestBrowser, type TestBrowser, type TestPage } from './browser.fixture.ts'
import { createWeb } from './create-web.ts'
import type { WebOptions } from './options.ts'

vi.setConfig({ testTimeout: 30_000 })

export const mia = 'mfa-user@contoso.test'
export const pat = 'plain-user@contoso.test'
export const scopes = ['api://orders/orders.read', 'api://orders/orders.write']
export const secret = 'a secret of the shop, of 32 characters or more'

export const shopUrl = 'https://localhost'

export interface ShopOptions extends Partial<WebOptions> {
  emulator?: EmulatorOptions
  api?: Parameters<typeof startOrdersApi>[1]
}

/** A local Entra, the orders API, and web applications on them that browsers without scripts can visit. */
export async function openShop({ emulator, api: apiOptions, ...options }: ShopOptions = {}) {
  const entra = await startEmulator(emulator)
  const api = await startOrdersApi(entra, apiOptions)
  const events: CaeEvent[] = []
  const app = new ConfidentialClientApplication(withCae(entra.msalConfig('web-api')))

  /** One process of the application. */
  const startReplica = (more: Partial<WebOptions> = {}) =>
    createReplica(api.url, {
      app,
      redirectUri: `${shopUrl}/auth`,
      secrets: [secret],
      resources: { [api.url]: scopes },
      onEvent: (event) => events.push(event),
      ...options,
      ...more,
    })
  let replica = startReplica()

  return {
    entra,
    api,
    events,
    app,
    startReplica,
    get web() {
      return replica.web
    },
    /** What the application answers from now on. */
    restart(next = startReplica()) {
      replica = next
    },
    openBrowser: (): TestBrowser =>
      createTestBrowser({ [shopUrl]: (request) => replica.serve(request) }),
    tokenRequests: () => entra.journal.tokenRequests().length,
    async [Symbol.asyncDispose]() {
      await api.close()
      await entra.close()
    },
  }
}

export type Shop = Awaited<ReturnType<typeof openShop>>

/** The application: pages, a form, and what scripts call. */
function createReplica(apiUrl: string, options: WebOptions) {
  const web = createWeb(options)

  async function route(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url)
    const caeFetch = web.fetch(request)
    if (pathname === '/sign-in') return web.signIn(request)
    if (pathname === '/sign-out') {
      const from = searchParams.get('from') as 'app' | 'entra' | 'everywhere' | null
      return web.signOut(request, from ? { from } : {})
    }
    if (pathname === '/front-channel') return web.frontChannelSignOut(request)
    if (pathname === '/me') return Response.json((await web.user(request)) ?? null)
    if (pathname === '/')
      return new Response(`<h1>${(await web.user(request))?.username ?? 'nobody'}</h1>`)
    if (pathname === '/orders' && request.method === 'POST') {
      const form = await request.formData()
      const body = JSON.stringify(Object.fromEntries(form))
      const response = await caeFetch(`${apiUrl}/orders`, { method: 'POST', body })
      return new Response(`placed ${response.status}`, { status: response.ok ? 200 : 502 })
    }
    const [, id] = /^\/orders\/(\w+)\/delete$/.exec(pathname) ?? []
    if (id) {
      const form = await request.formData()
      const response = await caeFetch(`${apiUrl}/orders/${id}`, { method: 'DELETE' })
      return new Response(`deleted ${response.status} ${form.get('why')}`)
    }
    const calls = Number(searchParams.get('calls') ?? 1)
    const path = searchParams.get('path') ?? '/orders'
    const method = searchParams.get('method') ?? 'GET'
    const responses = await Promise.all(
      Array.from({ length: calls }, () => caeFetch(`${apiUrl}${path}`, { method })),
    )
    return new Response(`${pathname} ${responses.map(({ status }) => status).join()}`)
  }

  return {
    web,
    async serve(request: Request): Promise<Response> {
      const answer = await web.handle(request)
      if (answer) return answer
      try {
        return await route(request)
      } catch (error) {
        const response = await web.respond(request, error)
        if (!response) throw error
        return response
      }
    },
  }
}

/** Signs in, at whatever page of the application, as a person does. */
export async function signIn(browser: TestBrowser, user = mia, path = '/'): Promise<TestPage> {
  const page = await browser.open(`${shopUrl}/sign-in?returnTo=${encodeURIComponent(path)}`)
  const answer = page.url.startsWith(shopUrl)
    ? page
    : await browser.submit(page, '/login', { as: user })
  if (answer.status !== 200 || !answer.url.startsWith(shopUrl))
    throw new Error(`Nobody signed in: ${answer.url} ${answer.text}`)
  return answer
}

/** What kind of page it is, as its author says. */
export const reasonOf = ({ text }: TestPage): string | undefined =>
  /data-reason="(\w+)"/.exec(text)?.[1]

/** The address by which Entra sends the browser back to the application, which it does not go to. */
export async function callbackOf(browser: TestBrowser, url: string, user = mia): Promise<string> {
  browser.stopBefore('/auth?code=')
  const page = await browser.open(url)
  if (page.status === 0) return page.url
  const isMfa = page.text.includes('/mfa"')
  return isMfa
    ? (await browser.submit(page, '/mfa', { answer: 'approve' })).url
    : (await browser.submit(page, '/login', { as: user })).url
}
