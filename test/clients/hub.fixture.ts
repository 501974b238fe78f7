import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import { type Caller, startCaller } from '../interop/caller.fixture.ts'

const end = '\u001e'

/** What of SignalR's protocol is used here. */
interface Message {
  protocol?: string
  type?: number
  invocationId?: string
  arguments?: unknown[]
}

/** A SignalR hub on a server, which asks `answer` who may connect; its method `Place` gives back what it takes. */
export function serveHub(server: Server, answer: (request: Request) => Promise<Response>) {
  const placed: unknown[] = []
  const open = new Set<WebSocket>()
  const sockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', async (request, socket, head) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    // What has no headers brings the token in the query, as SignalR's servers take it.
    const token = url.searchParams.get('access_token')
    const authorization = token ? `Bearer ${token}` : (request.headers.authorization ?? '')
    const response = await answer(new Request(url, { headers: { authorization } }))
    if (response.ok) sockets.handleUpgrade(request, socket, head, serve)
    else socket.end(`HTTP/1.1 ${response.status} Refused\r\n\r\n`)
  })

  function serve(socket: WebSocket): void {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    const send = (message: object) => socket.send(JSON.stringify(message) + end)
    socket.on('message', (data) => {
      for (const text of String(data).split(end).filter(Boolean)) {
        const message: Message = JSON.parse(text)
        if (message.protocol) send({})
        if (message.type !== 1) continue
        const [order] = message.arguments ?? []
        placed.push(order)
        send({ type: 3, invocationId: message.invocationId, result: order })
      }
    })
  }

  return {
    placed,
    /** Ends all connections, as a server does whose sessions are over. */
    disconnect(): void {
      for (const socket of open) socket.terminate()
    },
  }
}

/** What a hub says to who may negotiate; nothing to who opens the socket. */
export const negotiate = ({ url }: Request, init: ResponseInit = {}): Response =>
  url.includes('/negotiate?') ? Response.json(negotiation(), init) : new Response(null, init)

const negotiation = () => ({
  negotiateVersion: 1,
  connectionId: randomUUID(),
  connectionToken: randomUUID(),
  availableTransports: [{ transport: 'WebSockets', transferFormats: ['Text', 'Binary'] }],
})

/** A hub behind the guard, and a caller of it. */
export async function startHub() {
  const caller: Caller = await startCaller({ respond: (request) => negotiate(request) })
  if (!caller.server) throw new Error('The API has no socket.')
  return {
    ...caller,
    ...serveHub(caller.server, caller.answer),
    hubUrl: `${caller.url}/hub`,
  }
}
