import { once } from 'node:events'
import type { Server } from 'node:http'
import { serve } from '@hono/node-server'

/** A server on loopback. */
export interface Listening {
  readonly port: number
  /** Stops at once, open connections included. */
  close(): Promise<void>
}

type FetchHandler = (request: Request) => Response | Promise<Response>

/** Serves a fetch handler on 127.0.0.1; port 0 picks a free one. */
export async function listen(fetch: FetchHandler, port: number): Promise<Listening> {
  const server = serve({ fetch, port, hostname: '127.0.0.1' }) as Server
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return {
    port: address.port,
    async close() {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
