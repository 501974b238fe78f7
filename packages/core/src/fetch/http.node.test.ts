import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { afterEach, expect, it } from 'vitest'
import { createCaeFetch } from './cae-fetch.ts'
import { challenge, createTokens, nbf, outcome } from './parties.fixture.ts'

const open: (() => Promise<unknown>)[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()))
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push(async () => {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`
}

const header = challenge(nbf(1)).headers.get('www-authenticate') ?? ''

it('lets no token and no claims cross a redirect to another origin', async () => {
  const seen: (string | undefined)[] = []
  const elsewhere = await serve((request, response) => {
    seen.push(request.headers.authorization)
    response.writeHead(401, { 'WWW-Authenticate': header }).end('from elsewhere')
  })
  const api = await serve((_, response) => response.writeHead(307, { Location: elsewhere }).end())
  const tokens = createTokens()
  const caeFetch = createCaeFetch(tokens, { resources: { [api]: ['a'] } })
  const response = await caeFetch(api, { method: 'POST', body: 'x' })
  expect(await response.text()).toBe('from elsewhere')
  expect(seen).toEqual([undefined])
  expect(tokens.requests).toHaveLength(1)
})

it('sends a stream again whole when the API answers before it has read it', async () => {
  const bodies: string[] = []
  const api = await serve(async (request, response) => {
    if (request.headers.authorization === 'Bearer t1') {
      response.writeHead(401, { 'WWW-Authenticate': header }).end()
      return
    }
    let body = ''
    for await (const chunk of request) body += chunk
    bodies.push(body)
    response.end('ok')
  })
  const chunk = new TextEncoder().encode('0123456789abcdef'.repeat(1024))
  let chunks = 0
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(chunk)
      if (++chunks === 32) controller.close()
    },
  })
  const caeFetch = createCaeFetch(createTokens(), { resources: { [api]: ['a'] } })
  const init = { method: 'PUT', body, duplex: 'half' }
  const response = await caeFetch(api, init)
  expect(response.status).toBe(200)
  expect(bodies.map(({ length }) => length)).toEqual([chunk.length * 32])
})

it('stops at once when the signal aborts while the call is sent again', async () => {
  const controller = new AbortController()
  const api = await serve((request, response) => {
    if (request.headers.authorization === 'Bearer t1') {
      response.writeHead(401, { 'WWW-Authenticate': header }).end()
    } else controller.abort(new Error('changed my mind'))
  })
  const caeFetch = createCaeFetch(createTokens(), { resources: { [api]: ['a'] } })
  const error = await outcome(caeFetch(api, { signal: controller.signal }))
  expect(error).toEqual(new Error('changed my mind'))
})

it('frees the connection of a dropped challenge', async () => {
  const { promise: freed, resolve: free } = Promise.withResolvers<void>()
  const api = await serve((request, response) => {
    if (request.headers.authorization !== 'Bearer t1') {
      response.end('ok')
      return
    }
    // More than a socket takes unread: only cancelling the body ends this response.
    response.on('close', free)
    response.writeHead(401, { 'WWW-Authenticate': header }).end('x'.repeat(16 * 1024 * 1024))
  })
  const caeFetch = createCaeFetch(createTokens(), { resources: { [api]: ['a'] } })
  expect(await (await caeFetch(api)).text()).toBe('ok')
  await freed
})
