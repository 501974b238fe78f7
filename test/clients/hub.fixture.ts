import { randomUUID } from 'node:crypto'
import { type WebSocket, WebSocketServer } from 'ws'
import { type Caller, startCaller } from '../interop/caller.fixture.ts'

const end = '\u001e'

/** What of SignalR's protocol is used here. */
interface Message {
  protocol?: string
  type?: number
  invocationId?: string
  target?: string
  arguments?: unknown[]
}

/** A SignalR hub behind the guard: it negotiates, and its method `Place` gives back what it takes. */
export async function startHub() {
  const placed: unknown[] = []
  const open = new Set<WebSocket>()
  const caller: Caller = await startCaller({
    respond: ({ url }) =>
      url.includes('/negotiate?') ? Response.json(negotiation()) : new Response(null),
  })
  const sockets = new WebSocketServer({ noServer: true })
  caller.server?.on('upgrade', async (request, socket, head) => {
    const { searchParams } = new URL(request.url ?? '/', caller.url)
    // What has no headers brings the token in the query, as SignalR's servers take it.
    const token = searchParams.get('access_token')
    const authorization = token ? `Bearer ${token}` : (request.headers.authorization ?? '')
    const url = `${caller.url}/hub`
    const response = await caller.answer(new Request(url, { headers: { authorization } }))
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
    ...caller,
    hubUrl: `${caller.url}/hub`,
    placed,
    /** Ends all connections, as a server does whose sessions are over. */
    disconnect(): void {
      for (const socket of open) socket.terminate()
    },
  }
}

const negotiation = () => ({
  negotiateVersion: 1,
  connectionId: randomUUID(),
  connectionToken: randomUUID(),
  availableTransports: [{ transport: 'WebSockets', transferFormats: ['Text', 'Binary'] }],
})
