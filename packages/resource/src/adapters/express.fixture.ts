import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import express, { type Application } from 'express'

// Its types have the name of those of Express 5.
const express4: () => Application = createRequire(import.meta.url)('express-4')

/** An Express app on a real socket. */
export interface ExpressApp extends AsyncDisposable {
  readonly url: string
  send(path: string, authorization?: string): Promise<Response>
  /** Sends these bytes, and gives all that comes back: fetch refuses to send some of them. */
  sendRaw(head: string): Promise<string>
}

export async function startExpress(
  version: 4 | 5,
  build: (app: Application) => void,
): Promise<ExpressApp> {
  const app = version === 4 ? express4() : express()
  build(app)
  const handle = app as unknown as (request: IncomingMessage, response: ServerResponse) => void
  const server = createServer(handle).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    send: (path, authorization) =>
      fetch(url + path, { headers: authorization ? { authorization } : {} }),
    async sendRaw(head) {
      const socket = connect(port, '127.0.0.1')
      socket.write(`${head}\r\nHost: api.contoso.test\r\nConnection: close\r\n\r\n`)
      return text(socket)
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}
