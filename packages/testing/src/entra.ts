import { ConfigurationError } from '@caefetch/core'
import {
  type Emulator,
  type EmulatorOptions,
  type OrdersApi,
  type OrdersApiOptions,
  startEmulator,
  startOrdersApi,
} from '@caefetch/emulator'
import { http, type RequestHandler } from 'msw'

/** What {@link mockEntra} takes; everything has a default. */
export interface MockEntraOptions
  extends Omit<EmulatorOptions, 'port' | 'https'>,
    Pick<OrdersApiOptions, 'api' | 'challenge' | 'routes'> {
  /** Where the API is. Default: `https://orders.test`. */
  apiUrl?: string
}

/** A local Entra and an API it protects, behind msw. */
export interface MockedEntra extends AsyncDisposable {
  /** For `setupServer`, or `server.use`. */
  readonly handlers: RequestHandler[]
  /** The Entra behind the handlers: revoke, move and disable in it. */
  readonly emulator: Emulator
  /** The API that it protects, and what was asked of it. */
  readonly api: OrdersApi
  /** Closes both. */
  close(): Promise<void>
}

/** Microsoft's hosts for the worldwide cloud, the first four of which MSAL takes for one; and Graph. */
const hosts = [
  'login.microsoftonline.com',
  'login.windows.net',
  'login.microsoft.com',
  'sts.windows.net',
  'graph.microsoft.com',
]

/**
 * Starts the emulator and its orders API without a socket, as handlers for msw: an application that
 * is configured for production signs in there, and its code runs as it is.
 *
 * Give the tenant, the clients and their secrets the values of the application's own configuration, or
 * take them from `emulator.msalConfig(client)`.
 *
 * @throws {@link ConfigurationError} for an `apiUrl` that is none, and for an option of the emulator that
 * cannot be.
 */
export async function mockEntra(options: MockEntraOptions = {}): Promise<MockedEntra> {
  const { apiUrl = 'https://orders.test', api: apiUri, challenge, routes, ...tenant } = options
  const url = baseOf(apiUrl)
  const emulator = await startEmulator({ ...tenant, port: false })
  const api = await startOrdersApi(emulator, {
    port: false,
    challenge,
    api: apiUri,
    routes,
  })

  const entraHandlers = hosts.map((host) =>
    http.all(`https://${host}/*`, ({ request }) => emulator.fetch(request).catch(connectionLost)),
  )
  const apiHandler = http.all(`${url}/*`, ({ request }) => {
    const path = request.url.slice(url.length)
    return api.fetch(new Request(`${api.url}${path}`, request))
  })

  async function close(): Promise<void> {
    await api.close()
    await emulator.close()
  }

  return {
    handlers: [...entraHandlers, apiHandler],
    emulator,
    api: { ...api, url },
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** The emulator rejects as `fetch` does, where a fault cuts the connection; msw would answer 500. */
function connectionLost(error: unknown): Response {
  if (error instanceof TypeError) return Response.error()
  throw error
}

function baseOf(apiUrl: string): string {
  const url = URL.canParse(apiUrl) ? new URL(apiUrl) : undefined
  if (url && /^https?:$/.test(url.protocol) && url.href === url.origin + url.pathname) {
    return url.href.replace(/\/$/, '')
  }
  throw new ConfigurationError('mockEntra: apiUrl must be an http or https URL without a query.')
}
