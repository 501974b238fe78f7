import {
  type CaeFetch,
  type CaeFetchOptions,
  createCaeFetch,
  type FetchLike,
  type TokenSource,
} from '@caefetch/core'
import { claimsChallenge } from '@caefetch/testing'

export const api = 'https://api.contoso.com/orders/'

/** An API that challenges the first token, and takes any other. */
export const challengeFirst: FetchLike = async (input, init) => {
  const { headers } = new Request(input, init)
  return headers.get('authorization') === 'Bearer t1' ? claimsChallenge() : Response.json({})
}

/** A caefetch of that API. */
export const connect = (tokens: TokenSource, options: CaeFetchOptions = {}): CaeFetch =>
  createCaeFetch(tokens, {
    resources: { [api]: ['orders.read'] },
    fetch: challengeFirst,
    ...options,
  })
