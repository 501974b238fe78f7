import type { HttpClient } from '@azure/core-rest-pipeline'
import type { ConfidentialClientApplication } from '@azure/msal-node'

/** A way to call an API with a token, set up as its documentation says. */
export interface Client {
  name: string
  /** What must be known to read its figures. */
  note?: string
  /** Whether it leaves claims challenges to its caller. */
  leavesChallenges?: true
  create(world: World): Call
  /** What the call is made on: the same request by the same transport, and no token. Default: fetch. */
  bare?: (world: World) => Call
}

/** Sends a GET, reads the answer to its end, and resolves with its status. */
export type Call = (path: string) => Promise<number>

/** What all clients are given. */
export interface World {
  /** The origin of the API. */
  url: string
  scopes: string[]
  /** Where the tokens come from. */
  app: ConfidentialClientApplication
  fetch: typeof fetch
  /** What core-rest-pipeline has in place of fetch. */
  httpClient: HttpClient
}

export const bareFetch =
  ({ url, fetch }: Pick<World, 'url' | 'fetch'>): Call =>
  async (path) => {
    const response = await fetch(url + path)
    await response.text()
    return response.status
  }
