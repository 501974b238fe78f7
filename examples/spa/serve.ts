import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Emulator, type OrdersApi, startEmulator, startOrdersApi } from '@caefetch/emulator'
import { createServer, defaultClientConditions, type Plugin, type PluginOption } from 'vite'

export interface Spa extends AsyncDisposable {
  url: string
  entra: Emulator
  api: OrdersApi
}

export interface SpaOptions {
  /** Default: any free one. */
  port?: number
  /** The folder of the application. Default: this one. */
  root?: string
  /** What its sources take to be served. */
  plugins?: PluginOption[]
}

/** Starts Entra, the API and the application. */
export async function serveSpa(options: SpaOptions = {}): Promise<Spa> {
  const { port = 0, root = import.meta.dirname, plugins = [] } = options
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
      for (const [path, act] of Object.entries({ '/revoke': revoke, '/move': createMove() })) {
        middlewares.use(path, (request, response) => {
          readUser(request)
            .then((user) => act(entra, user))
            .then(() => answer(response, 200))
            .catch((error: Error) => answer(response, 400, error.message))
        })
      }
    },
  }
  const server = await createServer({
    configFile: false,
    root,
    logLevel: 'error',
    plugins: [demo, ...plugins],
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

/** The user that the body names. */
async function readUser(request: IncomingMessage): Promise<string> {
  let user = ''
  for await (const chunk of request) if (user.length <= longestName) user += chunk
  if (user === '') throw new Error('nobody is signed in: sign in first')
  if (user.length > longestName) throw new Error('that is no name of a user')
  return user
}

const revoke = (entra: Emulator, user: string) => entra.revokeSessions(user)

const japan = { country: 'JP', ip: '192.0.2.81' }
const germany = { country: 'DE', ip: '198.51.100.7' }

/** Moves the user to the other place. */
function createMove() {
  let place = germany
  return (entra: Emulator, user: string) => {
    place = place === japan ? germany : japan
    return entra.moveTo(user, place)
  }
}

function answer(response: ServerResponse, status: number, text = ''): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text)
}
