import { createTRPCClient, httpBatchLink, TRPCClientError } from '@trpc/client'
import { initTRPC } from '@trpc/server'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { expect, test } from 'vitest'
import { startCaller } from '../interop/caller.fixture.ts'
import { testFit } from '../interop/fits.fixture.ts'
import { createTrpc } from './recipes/trpc.ts'

const { procedure, router: createRouter } = initTRPC.create()
const router = createRouter({
  list: procedure.query(() => []),
  place: procedure
    .input((order) => order as { id: string; note: string })
    .mutation(({ input }) => input),
})
type Router = typeof router

const respond = (req: Request): Promise<Response> =>
  fetchRequestHandler({ endpoint: '', req, router })

testFit({
  surroundings: { respond },
  connect({ caeFetch, url }) {
    const client = createTrpc<Router>(caeFetch, url)
    return {
      list: (signal) => client.list.query(undefined, signal && { signal }),
      place: (order) => client.place.mutate(order),
    }
  },
  placed: 200,
  reasonOf: (error) => (error instanceof TRPCClientError ? error.cause : undefined),
  aborts: true,
})

test('a batch is sent again whole', async () => {
  await using caller = await startCaller({ respond })
  const client = createTRPCClient<Router>({
    links: [
      httpBatchLink({
        url: caller.url,
        fetch: (input, init) => caller.caeFetch(input, init as RequestInit),
      }),
    ],
  })
  await client.list.query()
  await caller.emulator.revokeSessions('daemon')
  const orders = ['1', '2', '3'].map((id) => ({ id, note: 'x' }))
  expect(await Promise.all(orders.map((order) => client.place.mutate(order)))).toEqual(orders)
  expect(caller.statuses).toEqual([200, 401, 200])
})
