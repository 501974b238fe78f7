import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readyTenant } from '@caefetch/emulator'
import { type MockedEntra, mockEntra } from '@caefetch/testing/entra'
import { setupServer } from 'msw/node'
import { createPageDriver } from '../../packages/emulator/src/sign-in/page-driver.fixture.ts'

export const mia = 'mfa-user@contoso.test'
export const secret = 'site-secret'

/** Microsoft's own hosts, answered by the emulator, with a web app that signs people in. */
export async function startEntra(): Promise<MockedEntra & { readonly clientId: string }> {
  const entra = await mockEntra({
    apps: {
      ...readyTenant.apps,
      site: {
        secret,
        idTokens: true,
        redirectUris: ['http://localhost/*'],
        delegated: { 'https://graph.microsoft.com': ['User.Read'] },
      },
    },
  })
  const server = setupServer(...entra.handlers)
  server.listen({ onUnhandledFrame: 'bypass' })
  const { clientId } = entra.emulator.msalConfig('site').auth
  const close = async (): Promise<void> => {
    server.close()
    await entra.close()
  }
  return { ...entra, clientId, close, [Symbol.asyncDispose]: close }
}

/** Serves an app at http://localhost, where its cookies belong. */
export async function serve(create: (origin: string) => RequestListener) {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  server.on('request', create(origin))
  return { origin, [Symbol.asyncDispose]: async () => void server.close().closeAllConnections() }
}

/** A browser without scripts: it keeps cookies, and goes to the app and to the emulator's pages. */
export function createBrowser({ emulator }: MockedEntra, send: typeof fetch = fetch) {
  const driver = createPageDriver(emulator)
  const cookies = new Map<string, string>()

  async function get(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await send(url, {
      ...init,
      headers: { ...init.headers, cookie },
      redirect: 'manual',
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    return response
  }

  /** From the redirect to Entra to the answer of the app's callback. */
  async function signIn(begun: Response): Promise<Response> {
    const opened = await driver.open(begun.headers.get('location') ?? '')
    const page = await opened.submit('login', { as: mia })
    if (page.left) return get(page.left.href)
    const [, action = ''] = /action="([^"]+)"/.exec(page.text) ?? []
    const fields = [...page.text.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)]
    const body = new URLSearchParams(
      fields.map(([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')]),
    )
    return get(action, { method: 'POST', body })
  }

  return { get, signIn }
}
