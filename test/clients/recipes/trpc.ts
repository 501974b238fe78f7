import { createTRPCClient, httpLink, type TRPCClient } from '@trpc/client'
import type { AnyTRPCRouter } from '@trpc/server'

/** `httpBatchLink` and `httpBatchStreamLink` take the same fetch; a batch is sent again whole. */
export const createTrpc = <Router extends AnyTRPCRouter>(
  caeFetch: typeof fetch,
  url: string,
): TRPCClient<Router> =>
  createTRPCClient<Router>({
    links: [
      httpLink<AnyTRPCRouter>({
        url,
        fetch: (input, init) => caeFetch(input, init as RequestInit),
      }),
    ],
  })
