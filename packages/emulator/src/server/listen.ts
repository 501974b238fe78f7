import { once } from 'node:events'
import { createServer as createPlainServer, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { serve } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Certificate } from './certificate.ts'
import { drain } from './drain.ts'

/** Answers a request, or not at all: then the connection is cut. `peer` is the caller's address. */
export type Answer = (request: Request, peer?: string) => Promise<Response | undefined>

/** A server on loopback. */
export interface Listening {
  readonly port: number
  /** Says who answers; requests wait until then. */
  answer(answer: Answer): void
  /** Stops at once, open connections included. */
  close(): Promise<void>
}

interface Connection {
  readonly incoming: {
    readonly complete: boolean
    readonly socket: { readonly remoteAddress?: string | undefined }
  }
  readonly outgoing: { destroy(): unknown }
}

/** Serves on 127.0.0.1; port 0 picks a free one. With a certificate it speaks https. */
export async function listen(port: number, certificate?: Certificate): Promise<Listening> {
  const { promise: ready, resolve } = Promise.withResolvers<Answer>()
  const fetch = async (request: Request, { incoming, outgoing }: Connection): Promise<Response> => {
    const answer = await ready
    const taken = native(request)
    const response = await answer(taken, incoming.socket.remoteAddress)
    if (!response) {
      outgoing.destroy()
      return RESPONSE_ALREADY_SENT
    }
    if (incoming.complete || (await drain(taken))) return response
    const headers = new Headers(response.headers)
    headers.set('connection', 'close')
    return new Response(response.body, { status: response.status, headers })
  }
  const secure = certificate && {
    createServer: createSecureServer,
    serverOptions: { cert: certificate.certificate, key: certificate.privateKey },
  }
  const server = serve({
    fetch,
    port,
    hostname: '127.0.0.1',
    // Whoever starts an emulator keeps their own Request and Response.
    overrideGlobalObjects: false,
    ...(secure ?? { createServer: createPlainServer }),
  }) as Server
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return {
    port: address.port,
    answer: resolve,
    async close() {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/**
 * The platform's own request, where a body has no length: hono's limit for those copies the request, and
 * cannot copy the one of `@hono/node-server`.
 */
function native(request: Request): Request {
  const { url, method, headers, body } = request
  if (!body || headers.has('content-length')) return request
  const init = { method, headers, body, duplex: 'half' }
  return new Request(url, init)
}
