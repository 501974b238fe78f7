import {
  type CaeEvent,
  type CaeFetch,
  type CaeFetchOptions,
  createCaeFetch,
  type TokenRequest,
} from '@caefetch/core'
import type { Platform } from './check.ts'

/** A caefetch of its own, and what it did. */
export interface Caller {
  caeFetch: CaeFetch
  requests: TokenRequest[]
  events: CaeEvent[]
}

/** Its tokens are numbered; the API challenges the first. */
export function createCaller({ api }: Platform, options: CaeFetchOptions = {}): Caller {
  const requests: TokenRequest[] = []
  const events: CaeEvent[] = []
  const tokens = {
    async getToken(request: TokenRequest) {
      return { token: `t${requests.push(request)}` }
    },
  }
  const caeFetch = createCaeFetch(tokens, {
    resources: { [api]: ['api://suite/access'] },
    onEvent: (event) => events.push(event),
    ...options,
  })
  return { caeFetch, requests, events }
}

/** What the API was sent with the call that it served. */
export interface Echo {
  method: string
  token: string
  type: string | null
  body: string
}

export const echoOf = async (response: Response): Promise<Echo> => {
  if (response.status !== 200) throw new Error(`the API answered ${response.status}`)
  return response.json()
}
