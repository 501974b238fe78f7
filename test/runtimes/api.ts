import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { authContext, type ClaimsRequest, encodeClaims } from '@caefetch/core'

/** The API that the suite calls, and another origin. */
export interface Apis extends AsyncDisposable {
  api: string
  elsewhere: string
}

const newer: ClaimsRequest = { access_token: { nbf: { essential: true, value: '1726077595' } } }

const cors = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'authorization, content-type, x-suite, *',
  'access-control-allow-methods': 'GET, HEAD, POST',
  'access-control-expose-headers': 'WWW-Authenticate',
}

/** Serves pages that call it from anywhere. Of each caller it refuses the first token, which says so: `t1`. */
export async function startApis(): Promise<Apis> {
  const elsewhere = await listen((request, response) => {
    const { authorization = 'no token' } = request.headers
    response.writeHead(200, cors).end(request.method === 'OPTIONS' ? '' : authorization)
  })
  const api = await listen((request, response) => void answer(request, response, elsewhere.url))
  return {
    api: api.url,
    elsewhere: elsewhere.url,
    async [Symbol.asyncDispose]() {
      await Promise.all([api.close(), elsewhere.close()])
    },
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  elsewhere: string,
): Promise<void> {
  const { method = '', url = '', headers } = request
  const token = headers.authorization?.replace('Bearer ', '')
  const reply = (status: number, body = '', more: Record<string, string> = {}) =>
    response.writeHead(status, { ...cors, ...more }).end(body)
  const challenge = (claims: ClaimsRequest) =>
    reply(401, '', {
      'www-authenticate': `Bearer error="insufficient_claims", claims="${encodeClaims(claims)}"`,
    })

  if (method === 'OPTIONS') return void reply(204)
  if (url === '/blank') return void reply(200, '<!doctype html>', { 'content-type': 'text/html' })
  if (url === '/unanswered') return
  if (url === '/unread' && token === 't1') return void challenge(newer)
  const body = await text(request).catch(() => '')
  if (url === '/insatiable') return void challenge(authContext('c1'))
  if (url === '/forbidden') return void reply(403)
  if (url === '/redirect') return void reply(307, '', { location: '/echo' })
  if (url === '/away') return void reply(302, '', { location: elsewhere })
  if (url === '/$batch')
    return void reply(200, batch(token), { 'content-type': 'application/json' })
  if (token === undefined || token === 't1') return void challenge(newer)
  if (url === '/header') return void reply(200, String(headers['x-suite']))
  const type = headers['content-type'] ?? null
  reply(200, JSON.stringify({ method, token, type, body }), { 'content-type': 'application/json' })
}

/** A batch of one part, which is challenged on its own. */
function batch(token: string | undefined): string {
  const value = `Bearer error="insufficient_claims", claims="${encodeClaims(newer)}"`
  const refused = { id: '1', status: 401, headers: { 'WWW-Authenticate': value }, body: {} }
  const served = { id: '1', status: 200, headers: {}, body: {} }
  return JSON.stringify({ responses: [token === 't1' ? refused : served] })
}

async function listen(handle: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(handle)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
