import { once } from 'node:events'
import { createServer } from 'node:http'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { build, defaultClientConditions } from 'vite'

/** What the tests may change of the server. */
export interface SpaServer extends AsyncDisposable {
  readonly url: string
  /** The answer to `/settings.json`. */
  settings: object
  /** Added to every page. */
  headers: Record<string, string>
  /** Pages of the test's own, by path. */
  readonly pages: Map<string, string>
}

const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' }
const built = new Map<Example, Promise<Map<string, string>>>()

/** The folder of an application. */
export type Example = 'spa' | 'react-spa'

/** The example as a bundler makes it, by path; it never touches the disk. */
async function bundle(example: Example): Promise<Map<string, string>> {
  const root = fileURLToPath(new URL(`../../examples/${example}`, import.meta.url))
  const result = await build({
    configFile: false,
    root,
    logLevel: 'error',
    plugins: [react()],
    resolve: { conditions: ['@caefetch/source', ...defaultClientConditions] },
    build: {
      write: false,
      target: 'esnext',
      minify: false,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: [`${root}/index.html`, `${root}/auth.html`] },
    },
  })
  const files = 'output' in result ? result.output : []
  return new Map(
    files.map((file) => [
      `/${file.fileName}`,
      'code' in file ? file.code : Buffer.from(file.source).toString(),
    ]),
  )
}

/** Serves the example on loopback. */
export async function serveBuiltSpa(example: Example): Promise<SpaServer> {
  const bundling = built.get(example) ?? bundle(example)
  built.set(example, bundling)
  const files = await bundling
  const pages = new Map<string, string>()
  const server = createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost')
    if (pathname === '/settings.json') return response.end(JSON.stringify(spa.settings))
    const path = pathname === '/' ? '/index.html' : pathname
    const text = pages.get(path) ?? files.get(path)
    const type = types[extname(path)] ?? 'text/css'
    response.writeHead(text === undefined ? 404 : 200, { 'content-type': type, ...spa.headers })
    return response.end(text)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const spa: SpaServer = {
    url: `http://localhost:${typeof address === 'object' ? address?.port : ''}`,
    settings: {},
    headers: {},
    pages,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
  return spa
}
