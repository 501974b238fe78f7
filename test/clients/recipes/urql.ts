import { Client, fetchExchange } from '@urql/core'

/** Put a `cacheExchange` first, as ever. */
export const createUrql = (caeFetch: typeof fetch, url: string): Client =>
  new Client({ url, fetch: caeFetch, exchanges: [fetchExchange] })
