import { createClient, createConnectRouter } from '@connectrpc/connect'
import {
  universalServerRequestFromFetch,
  universalServerResponseToFetch,
} from '@connectrpc/connect/protocol'
import { createConnectTransport } from '@connectrpc/connect-web'
import { expect, test } from 'vitest'
import { startCaller } from '../interop/caller.fixture.ts'
import { testFit } from '../interop/fits.fixture.ts'
import { Orders, serveOrders } from './orders-service.fixture.ts'
import { createGrpcTransport, createTransport } from './recipes/connect-web.ts'

const { handlers } = serveOrders()(createConnectRouter())

/** The service behind the guard, by each protocol of the web. */
async function respond(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url)
  const handler = handlers.find(({ requestPath }) => pathname === requestPath)
  if (!handler) return new Response(null, { status: 404 })
  return universalServerResponseToFetch(await handler(universalServerRequestFromFetch(request, {})))
}

testFit({
  surroundings: { respond },
  connect({ caeFetch, url }) {
    const client = createClient(Orders, createTransport(caeFetch, url))
    // What has no side effects may be sent as a GET.
    const read = { baseUrl: url, fetch: caeFetch, useHttpGet: true }
    const reader = createClient(Orders, createConnectTransport(read))
    return {
      list: (signal) => reader.list({}, signal && { signal }),
      place: (order) => client.place(order),
    }
  },
  placed: 200,
  reasonOf: (error) => Object(error).cause,
  aborts: true,
})

test('gRPC-web calls and their streams are sent again', async () => {
  await using caller = await startCaller({ respond })
  const client = createClient(Orders, createGrpcTransport(caller.caeFetch, caller.url))
  await client.list({})
  await caller.emulator.revokeSessions('daemon')
  expect(await client.place({ id: '1', note: 'whole' })).toMatchObject({ id: '1', note: 'whole' })
  expect(caller.statuses).toEqual([200, 401, 200])
  await caller.emulator.revokeSessions('daemon')
  const seen: string[] = []
  for await (const { id } of client.watch({ id: '2' })) seen.push(id)
  expect(seen).toEqual(['2'])
  expect(caller.statuses).toEqual([200, 401, 200, 401, 200])
})
