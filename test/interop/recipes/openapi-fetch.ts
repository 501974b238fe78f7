import type { CaeFetch } from '@caefetch/core'
import createClient, { type Client } from 'openapi-fetch'

/** `Paths` are what openapi-typescript makes of the API's description. */
export const createApi = <Paths extends object>(
  caeFetch: CaeFetch,
  baseUrl: string,
): Client<Paths> => createClient<Paths>({ baseUrl, fetch: caeFetch })
