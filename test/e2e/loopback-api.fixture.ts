import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'

export interface Received {
  method: string
  path: string
  bytes: number
  authorization: string | undefined
  type: string | undefined
}

export interface LoopbackApi extends AsyncDisposable {
  url: string
  /** What came, without preflights. */
  received: Received[]
}

/** A certificate and its key, as PEM. */
export interface Secured {
  readonly certificate: string
  readonly privateKey: string
}

/** An API that answers as the test says, once it has read the whole body; any page may call it. With a certificate it speaks HTTP/2. */
export async function startLoopbackApi(
  answer: (request: Received, response: ServerResponse | Http2ServerResponse) => void,
  secured?: Secured,
): Promise<LoopbackApi> {
  const received: Received[] = []
  async function serve(
    request: IncomingMessage | Http2ServerRequest,
    response: ServerResponse | Http2ServerResponse,
  ): Promise<void> {
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('access-control-allow-headers', 'authorization, content-type')
    response.setHeader('access-control-allow-methods', '*')
    if (request.method === 'OPTIONS') return void response.end()
    let bytes = 0
    for await (const chunk of request) bytes += chunk.length
    const { method = '', url: path = '', headers } = request
    const call = {
      method,
      path,
      bytes,
      authorization: headers.authorization,
      type: headers['content-type'],
    }
    received.push(call)
    answer(call, response)
    response.end()
  }
  const server = secured
    ? createSecureServer(
        { cert: secured.certificate, key: secured.privateKey },
        (request, response) => void serve(request, response),
      )
    : createServer((request, response) => void serve(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `${secured ? 'https' : 'http'}://localhost:${typeof address === 'object' ? address?.port : ''}`,
    received,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      if ('closeAllConnections' in server) server.closeAllConnections()
      await closed
    },
  }
}
