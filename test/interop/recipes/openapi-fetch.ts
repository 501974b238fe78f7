import createClient, { type Client } from 'openapi-fetch'

/** `Paths` are what openapi-typescript makes of the API's description. */
export const createApi = <Paths extends object>(
  caeFetch: typeof fetch,
  baseUrl: string,
): Client<Paths> => createClient<Paths>({ baseUrl, fetch: caeFetch })
