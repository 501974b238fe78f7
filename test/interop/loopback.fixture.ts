import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'

/** Serves a handler over HTTP on this machine. */
export async function serve(answer: (request: Request) => Promise<Response>) {
  const sockets = new Set<Socket>()
  const server = createServer(async (incoming, outgoing) => {
    const { method = '', url = '', rawHeaders } = incoming
    const headers = new Headers()
    for (let at = 0; at < rawHeaders.length; at += 2) {
      headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '')
    }
    const bytes = await buffer(incoming)
    const body = bytes.length > 0 ? { body: bytes } : {}
    const response = await answer(new Request(origin + url, { method, headers, ...body }))
    outgoing.writeHead(response.status, [...response.headers].flat())
    outgoing.flushHeaders()
    // A client may leave before a stream ends.
    if (response.body) await pipeline(Readable.from(response.body), outgoing).catch(() => {})
    else outgoing.end()
  }).listen(0, '127.0.0.1')
  server.on('connection', (socket) => sockets.add(socket))
  await once(server, 'listening')
  const address = server.address()
  const origin = `http://localhost:${typeof address === 'object' ? address?.port : ''}`
  return {
    url: origin,
    server,
    async [Symbol.asyncDispose]() {
      // Those of WebSockets are none of the server's any more.
      for (const socket of sockets) socket.destroy()
      await new Promise((closed) => server.close(closed))
    },
  }
}
