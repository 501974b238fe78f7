import { Readable } from 'node:stream'
import type { ExpressMiddleware } from './express.ts'
import { sendResponse } from './send-response.ts'

/**
 * Serves a `(Request) => Response` handler, such as an event receiver, in Express or `node:http`:
 * `app.post('/events', expressHandler(receive))`. Put it before middleware that reads bodies.
 */
export function expressHandler(handle: (request: Request) => Promise<Response>): ExpressMiddleware {
  return async function handleExpress(node, response, next) {
    try {
      const headers = Object.entries(node.headers).flatMap(([name, value]) =>
        [value ?? []].flat().map((each): [string, string] => [name, each]),
      )
      const method = node.method ?? 'GET'
      const hasBody = method !== 'GET' && method !== 'HEAD' && node instanceof Readable
      const url = new URL(node.url ?? '/', 'http://localhost')
      // The same class in two type libraries, Node's and the DOM's.
      const body = hasBody ? { body: Readable.toWeb(node) as ReadableStream, duplex: 'half' } : {}
      await sendResponse(response, await handle(new Request(url, { method, headers, ...body })))
    } catch (error) {
      next(error)
    }
  }
}
