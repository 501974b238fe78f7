import { once } from 'node:events'
import { createServer } from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import { ConfidentialClientApplication } from '@azure/msal-node'
import { InteractionRequiredError } from '@caefetch/core'
import { createAuthorizer, withCae } from '@caefetch/node'
import type { Requirement } from '@caefetch/resource'
import { createClient, createRouterTransport } from '@connectrpc/connect'
import { connectNodeAdapter } from '@connectrpc/connect-node'
import { describe, expect, it } from 'vitest'
import { startCaller } from '../interop/caller.fixture.ts'
import { Orders, serveOrders } from './orders-service.fixture.ts'
import { authorized, createTransport } from './recipes/connect-node.ts'

/** How an API refuses a gRPC call: in HTTP, or in the words of gRPC. */
const refusals = {
  'with an HTTP status': (status: number, headers: Headers) => ({
    ':status': status,
    ...Object.fromEntries(headers),
  }),
  'with a gRPC status': (status: number, headers: Headers) => ({
    ':status': 200,
    'content-type': 'application/grpc+proto',
    'grpc-status': status === 401 ? '16' : '7',
    ...Object.fromEntries([...headers].filter(([name]) => name === 'www-authenticate')),
  }),
}

/** The service behind the guard, as gRPC over HTTP/2, and a client of it. */
async function startGrpc(refusal: (typeof refusals)[keyof typeof refusals]) {
  const caller = await startCaller()
  const placed: { id: string; note: string }[] = []
  const statuses: number[] = []
  const sockets = new Set<Socket>()
  let requirement: Requirement = {}
  let silence: (() => void) | undefined
  const adapter = connectNodeAdapter({ routes: serveOrders(placed) })
  const server = createServer(async (request, response) => {
    if (silence) return silence()
    const { headers, method, url } = request
    const get = (name: string) => headers[name]?.toString() ?? null
    const verdict = await caller.guard.check({ headers: { get }, method, url }, requirement)
    statuses.push(verdict.ok ? 200 : verdict.response.status)
    if (verdict.ok) return adapter(request, response)
    response.stream.respond(refusal(verdict.response.status, verdict.response.headers), {
      endStream: true,
    })
  }).listen(0, '127.0.0.1')
  server.on('connection', (socket) => sockets.add(socket))
  await once(server, 'listening')
  const url = `http://localhost:${(server.address() as AddressInfo).port}`
  const app = new ConfidentialClientApplication(withCae(caller.emulator.msalConfig('daemon')))
  const scopes = Object.values(caller.options.resources).flat()
  const authorizer = createAuthorizer(app, { resources: { [url]: scopes } })
  return {
    ...caller,
    client: createClient(Orders, createTransport(authorizer, url)),
    placed,
    statuses,
    require(next: Requirement) {
      requirement = next
    },
    fallSilent: () => new Promise<void>((resolve) => (silence = resolve)),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await caller[Symbol.asyncDispose]()
    },
  }
}

describe.each(Object.entries(refusals))('a gRPC call that is refused %s', (_, refusal) => {
  it('is sent again when the session was revoked, and executed once and whole', async () => {
    await using grpc = await startGrpc(refusal)
    await grpc.client.list({})
    await grpc.emulator.revokeSessions('daemon')
    const order = { id: '1', note: 'a très long note '.repeat(5000) }
    expect(await grpc.client.place(order)).toMatchObject(order)
    expect(grpc.placed).toEqual([order])
    expect(grpc.statuses).toEqual([200, 401, 200])
    expect(grpc.claimsRequests()).toHaveLength(1)
  })

  it('costs one token request with 24 others', async () => {
    await using grpc = await startGrpc(refusal)
    await grpc.client.list({})
    await grpc.emulator.revokeSessions('daemon')
    await Promise.all(Array.from({ length: 25 }, () => grpc.client.list({})))
    const times = (status: number) => grpc.statuses.filter((each) => each === status).length
    expect([times(401), times(200)]).toEqual([25, 26])
    expect(grpc.claimsRequests()).toHaveLength(1)
  })

  it('says that a person is needed', async () => {
    await using grpc = await startGrpc(refusal)
    await grpc.client.list({})
    grpc.require({ authContext: 'c1' })
    const error = await grpc.client.list({}).catch((thrown: unknown) => thrown)
    expect(Object(error).cause).toBeInstanceOf(InteractionRequiredError)
    expect(grpc.statuses).toEqual([200, 401])
  })

  it('ends at once when it is aborted', async () => {
    await using grpc = await startGrpc(refusal)
    const arrived = grpc.fallSilent()
    const controller = new AbortController()
    const called = expect(grpc.client.list({}, { signal: controller.signal })).rejects.toThrow()
    await arrived
    controller.abort()
    await called
  })

  it('is not sent again where it streams: the next call works', async () => {
    await using grpc = await startGrpc(refusal)
    const watch = async () => {
      for await (const { id } of grpc.client.watch({ id: '1' })) return id
      return undefined
    }
    expect(await watch()).toBe('1')
    await grpc.emulator.revokeSessions('daemon')
    await expect(watch()).rejects.toThrow()
    expect(await watch()).toBe('1')
  })
})

it('sends what no resource matches without a token', async () => {
  await using caller = await startCaller()
  const transport = createRouterTransport(serveOrders(), {
    transport: { interceptors: [authorized(caller.authorizer)] },
  })
  expect(await createClient(Orders, transport).list({})).toMatchObject({ orders: [] })
  expect(caller.emulator.journal.tokenRequests()).toEqual([])
})
