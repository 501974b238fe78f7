import type { RequestListener } from 'node:http'
import { Readable } from 'node:stream'

/** Serves with a function from Request to Response; a framework's adapter does the same, and more. */
export const serveRequests =
  (answer: (request: Request) => Promise<Response>): RequestListener =>
  async (incoming, outgoing) => {
    const { method = 'GET', url = '/', headers } = incoming
    const hasBody = method !== 'GET' && method !== 'HEAD'
    const request = new Request(`http://${headers.host}${url}`, {
      method,
      headers: Object.entries(headers).map(([name, value]): [string, string] => [name, `${value}`]),
      ...(hasBody && { body: Readable.toWeb(incoming) as BodyInit, duplex: 'half' }),
    })
    const response = await answer(request).catch(() => new Response(null, { status: 500 }))
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    outgoing.end(await response.text())
  }
