import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { fileURLToPath } from 'node:url'
import type { Configuration } from '@azure/msal-browser'
import { build } from 'vite'

/** A certificate and its key, as PEM. */
export interface Secured {
  readonly certificate: string
  readonly privateKey: string
}

interface AppServer extends AsyncDisposable {
  /** `http://localhost:PORT`, or https with a certificate. */
  readonly url: string
}

const scripts = ['spa', 'bridge']
let bundled: Promise<Map<string, string>> | undefined

/** The scripts of the app by path; they never touch the disk. */
async function bundle(): Promise<Map<string, string>> {
  const input = scripts.map((name) => fileURLToPath(new URL(`./spa/${name}.ts`, import.meta.url)))
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'esnext',
      minify: false,
      rolldownOptions: { input, output: { entryFileNames: '[name].js' } },
    },
  })
  const files = 'output' in built ? built.output : []
  return new Map(files.map((file) => [`/${file.fileName}`, 'code' in file ? file.code : '']))
}

/** A page holds nothing but its script, and the app's page what MSAL is configured with. */
const page = (script: string, config?: object): string =>
  `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>${script}</title>
<script id="config" type="application/json">${JSON.stringify(config ?? null)}</script>
<script type="module" src="/${script}.js"></script>`

/** Serves the app: its page at `/`, and at `/auth` the one that Entra answers to. */
export async function serveApp(configure: (url: string) => Configuration, secured?: Secured) {
  bundled ??= bundle()
  const files = new Map(await bundled)
  const answer: RequestListener = ({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost')
    const text = files.get(pathname)
    const type = pathname.endsWith('.js') ? 'text/javascript' : 'text/html'
    response.writeHead(text === undefined ? 404 : 200, { 'content-type': type }).end(text)
  }
  const server = secured
    ? createSecureServer({ cert: secured.certificate, key: secured.privateKey }, answer)
    : createServer(answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const url = `${secured ? 'https' : 'http'}://localhost:${port}`
  files.set('/', page('spa', configure(url)))
  files.set('/auth', page('bridge'))
  return {
    url,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  } satisfies AppServer
}
