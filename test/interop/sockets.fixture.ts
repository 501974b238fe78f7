import { once } from 'node:events'
import type { Requirement } from '@caefetch/resource'
import { type Caller, startCaller } from './caller.fixture.ts'
import { guardSockets } from './recipes/websocket.ts'
import { createTickets } from './recipes/websocket-tickets.ts'

/** The guarded API with WebSockets, which answer a message with it; and a caller of theirs. */
export async function startSockets() {
  /** What became of each request for a ticket and each handshake with a token. */
  const statuses: number[] = []
  const executed: string[] = []
  let requirement: Requirement = {}
  let tickets: ReturnType<typeof createTickets> | undefined
  const caller: Caller = await startCaller({ respond: () => new Response(null, { status: 404 }) })
  const guard: Caller['guard'] = {
    ...caller.guard,
    async check(request) {
      const verdict = await caller.guard.check(request, requirement)
      statuses.push(verdict.ok ? 200 : verdict.response.status)
      return verdict
    },
  }
  tickets = createTickets(guard)
  const { server } = caller
  if (!server) throw new Error('The API has no socket.')
  const [serveOthers] = server.listeners('request')
  server.removeAllListeners('request')
  server.on('request', async (request, response) => {
    if (request.url !== '/socket-tickets') return serveOthers?.(request, response)
    const { headers, method = 'GET', url } = request
    const get = (name: string) => headers[name]?.toString() ?? null
    const answer = await tickets.issue({ headers: { get }, method, url })
    response.writeHead(answer.status, [...answer.headers].flat()).end(await answer.text())
  })
  guardSockets(
    server,
    guard,
    (socket, text) => {
      executed.push(text)
      socket.send(text)
    },
    tickets.redeem,
  )
  return {
    ...caller,
    socketUrl: `${caller.url.replace('http', 'ws')}/orders`,
    statuses,
    executed,
    redeem: tickets.redeem,
    require(next: Requirement) {
      requirement = next
    },
    /** Takes handshakes and requests from now on, and answers none. */
    async fallSilent(): Promise<void> {
      server.removeAllListeners('request').removeAllListeners('upgrade')
      await Promise.race([once(server, 'request'), once(server, 'upgrade')])
    },
  }
}
