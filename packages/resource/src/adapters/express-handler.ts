import { ConfigurationError } from '@caefetch/core'
import type { ExpressMiddleware } from './express.ts'
import type { NodeRequest } from './node-request.ts'
import { sendResponse } from './send-response.ts'

/**
 * Serves a `(Request) => Response` handler, such as an event receiver, in Express or `node:http`:
 * `app.post('/events', expressHandler(receive))`. Put it before middleware that parses bodies; of a body
 * that was read as text or bytes it takes that.
 */
export function expressHandler(handle: (request: Request) => Promise<Response>): ExpressMiddleware {
  return async function handleExpress(node, response, next) {
    try {
      await sendResponse(response, refusalOf(node) ?? (await handle(toRequest(node))))
    } catch (error) {
      next(error)
    }
  }
}

/** What no `Request` can be made of: methods that fetch forbids, and a host in place of a path. */
function refusalOf({ method = 'GET', url = '/' }: NodeRequest): Response | undefined {
  if (/^(trace|track|connect)$/i.test(method)) return new Response(null, { status: 405 })
  const isPath = !url.startsWith('//') && URL.canParse(url, 'http://localhost')
  return isPath ? undefined : new Response(null, { status: 400 })
}

function toRequest(node: NodeRequest): Request {
  const headers = Object.entries(node.headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((each): [string, string] => [name, each]),
  )
  const { method = 'GET' } = node
  const { pathname, search } = new URL(node.url ?? '/', 'http://localhost')
  const init = { method, headers, ...(/^(get|head)$/i.test(method) ? {} : bodyOf(node)) }
  return new Request(`http://localhost${pathname}${search}`, init)
}

/** @throws {@link ConfigurationError} where a parser before it has read the body and made something else of it. */
function bodyOf(node: NodeRequest): RequestInit & { duplex?: 'half' } {
  const { body: parsed } = node as { body?: unknown }
  if (typeof parsed === 'string') return { body: parsed }
  if (parsed instanceof Uint8Array) return { body: new Uint8Array(parsed) }
  if (!isReadable(node)) return {}
  if (node.readableDidRead) {
    throw new ConfigurationError(
      'expressHandler: the body was read before: put it before express.json() and the like.',
    )
  }
  return { body: toStream(node), duplex: 'half' }
}

interface Readable extends AsyncIterable<Uint8Array> {
  readonly readableDidRead?: boolean
}

const isReadable = (node: object): node is Readable => Symbol.asyncIterator in node

function toStream(readable: Readable): ReadableStream<Uint8Array> {
  const chunks = readable[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await chunks.return?.()
    },
  })
}
