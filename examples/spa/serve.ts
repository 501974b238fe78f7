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
      middlewares.use('/revoke', async (request, response) => {
        let user = ''
        for await (const chunk of request) user += chunk
        await entra.revokeSessions(user)
        response.end()
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
  await server.listen()
  const address = server.httpServer?.address()
  url = `http://localhost:${typeof address === 'object' ? address?.port : port}`

  return {
    url,
    entra,
    api,
    async [Symbol.asyncDispose]() {
      await server.close()
      await api.close()
      await entra.close()
    },
  }
}
