import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Emulator, type OrdersApi, startEmulator, startOrdersApi } from '@caefetch/emulator'
import { createServer, defaultClientConditions, type Plugin } from 'vite'

export interface Spa extends AsyncDisposable {
  url: string
  entra: Emulator
  api: OrdersApi
}

export interface SpaOptions {
  /** Default: any free one. */
  port?: number
}

/** Starts Entra, the API and the application. */
export async function serveSpa({ port = 0 }: SpaOptions = {}): Promise<Spa> {
  const entra = await startEmulator()
  const api = await startOrdersApi(entra)
  const { auth } = entra.msalConfig('spa')
  let url = ''

  const demo: Plugin = {
    name: 'demo',
    configureServer({ middlewares }) {
      middlewares.use('/settings.json', (_, response) => {
        const msal = {
          auth: { ...auth, redirectUri: `${url}/auth.html` },
          cache: { cacheLocation: 'localStorage' },
        }
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify({ msal, api: api.url, entra: entra.url }))
      })
      middlewares.use('/revoke', (request, response) => {
        revoke(entra, request)
          .then(() => answer(response, 200))
          .catch((error: Error) => answer(response, 400, error.message))
      })
    },
  }
  const server = await createServer({
    configFile: false,
    root: import.meta.dirname,
    logLevel: 'error',
    plugins: [demo],
    resolve: { conditions: ['@caefetch/source', ...defaultClientConditions] },
    server: { host: 'localhost', port, strictPort: port !== 0 },
  })
  async function close(): Promise<void> {
    await server.close()
    await api.close()
    await entra.close()
  }
  try {
    await server.listen()
  } catch (error) {
    await close()
    throw error
  }
  const address = server.httpServer?.address()
  url = `http://localhost:${typeof address === 'object' ? address?.port : port}`

  return {
    url,
    entra,
    api,
    [Symbol.asyncDispose]: close,
  }
}

// No user principal name is longer.
const longestName = 1_024

/** Revokes the sessions of the user that the body names. */
async function revoke(entra: Emulator, request: IncomingMessage): Promise<void> {
  let user = ''
  for await (const chunk of request) if (user.length <= longestName) user += chunk
  if (user === '') throw new Error('nobody is signed in: sign in first')
  if (user.length > longestName) throw new Error('that is no name of a user')
  await entra.revokeSessions(user)
}

function answer(response: ServerResponse, status: number, text = ''): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text)
}
