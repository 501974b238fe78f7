import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { AccessTokenClaims, Caller, Guard } from '@caefetch/resource'
import { type WebSocket, WebSocketServer } from 'ws'

/** Close codes from 4000 on are the application's; this one says what 401 says of a request. */
export const unauthorized = 4401

type OnMessage = (socket: WebSocket, text: string, caller: Caller) => void

/** Serves WebSockets to callers with a token, or a ticket for one, for as long as it is good. */
export function guardSockets(
  server: Server,
  guard: Guard,
  onMessage: OnMessage,
  redeem?: (ticket: string) => AccessTokenClaims | undefined,
): void {
  const sockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => void upgrade(request, socket, head))

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const query = new URLSearchParams(request.url?.split('?')[1])
    const claims = redeem?.(query.get('ticket') ?? '')
    if (claims) return sockets.handleUpgrade(request, socket, head, (it) => serve(it, claims))
    const verdict = await guard.check(toGuardRequest(request))
    if (!verdict.ok) return refuse(socket, verdict.response)
    sockets.handleUpgrade(request, socket, head, (webSocket) => serve(webSocket, verdict.claims))
  }

  function serve(socket: WebSocket, claims: AccessTokenClaims): void {
    const end = (): void => socket.close(unauthorized, 'The session has ended.')
    const timer = setTimeout(end, (claims.exp ?? 0) * 1000 - Date.now())
    socket.on('close', () => clearTimeout(timer))
    socket.on('message', (data) => void receive(String(data)))

    // A connection outlives a revocation; no message does.
    async function receive(text: string): Promise<void> {
      const verdict = await guard.authorize(claims)
      if (verdict.ok) onMessage(socket, text, verdict.caller)
      else end()
    }
  }
}

const toGuardRequest = ({ headers, method = 'GET', url = '/' }: IncomingMessage) => ({
  headers: { get: (name: string) => headers[name]?.toString() ?? null },
  method,
  url,
})

function refuse(socket: Duplex, { status, headers }: Response): void {
  const lines = [...headers].map(([name, value]) => `${name}: ${value}\r\n`).join('')
  socket.end(`HTTP/1.1 ${status} Refused\r\n${lines}content-length: 0\r\n\r\n`)
}
