import { formatChallenge } from '../challenge/format-challenge.ts'
import { encodeClaims } from '../claims/claims-codec.ts'
import type { ClaimsRequest } from '../claims/claims-request.ts'
import type { CaeEvent } from '../events.ts'
import { createCaeFetch } from './cae-fetch.ts'
import type { CaeFetch, FetchLike } from './cae-request-init.ts'
import type { CaeFetchOptions } from './options.ts'
import type { AccessToken, TokenRequest, TokenSource } from './token-source.ts'

/** A call as the API got it. */
export interface Received {
  url: string
  method: string
  token: string | undefined
  headers: Headers
  body: string
}

/** An API whose handler decides on the answer; it reads each body to its end, as a server does. */
export function createApi(handle: (received: Received) => Response | Promise<Response>) {
  const received: Received[] = []
  const fetch: FetchLike = async (input, init) => {
    const request = new Request(input, init)
    const call: Received = {
      url: request.url,
      method: request.method,
      token: request.headers.get('authorization')?.split(' ')[1],
      headers: request.headers,
      body: await request.text(),
    }
    received.push(call)
    return handle(call)
  }
  return { fetch, received, tokens: () => received.map(({ token }) => token) }
}

/** A token source that numbers its tokens: t1, t2, … `answer` may replace or delay any of them. */
export function createTokens(
  answer: (
    request: TokenRequest,
    number: number,
  ) => Partial<AccessToken> | Promise<Partial<AccessToken>> = () => ({}),
) {
  const requests: TokenRequest[] = []
  const source: TokenSource & { requests: TokenRequest[] } = {
    requests,
    async getToken(request) {
      const number = requests.push(request)
      const token = { token: `t${number}`, expiresOn: Date.now() + 3_600_000 }
      return { ...token, ...(await answer(request, number)) }
    },
  }
  return source
}

export const api = 'https://api.contoso.com/'

/** A caefetch between the two, and what it tells. */
export function connect(
  tokens: TokenSource,
  fetch: FetchLike,
  options: CaeFetchOptions = {},
): { caeFetch: CaeFetch; events: CaeEvent[]; told: (type: CaeEvent['type']) => CaeEvent[] } {
  const events: CaeEvent[] = []
  const caeFetch = createCaeFetch(tokens, {
    resources: { [api]: ['orders.read'] },
    fetch,
    onEvent: (event) => events.push(event),
    ...options,
  })
  return { caeFetch, events, told: (type) => events.filter((event) => event.type === type) }
}

export const nbf = (seconds: number): ClaimsRequest => ({
  access_token: { nbf: { essential: true, value: String(seconds) } },
})

/** A 401 as an Entra-protected API sends it. */
export function challenge(
  claims: ClaimsRequest,
  { status = 401, error = 'insufficient_claims' } = {},
) {
  const header = formatChallenge({
    scheme: 'Bearer',
    params: { realm: '', error, claims: encodeClaims(claims) },
  })
  return new Response('challenged', { status, headers: { 'WWW-Authenticate': header } })
}

/** A 401 that refuses the token and asks for no claims. */
export const invalidToken = () =>
  new Response('refused', {
    status: 401,
    headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
  })

/** What a promise settles to. */
export async function outcome<T>(promise: Promise<T>): Promise<T | Error> {
  try {
    return await promise
  } catch (error) {
    return error instanceof Error ? error : new Error('rejected with no Error', { cause: error })
  }
}

/** A point that one side waits at until the other opens it. */
export function gate<T = void>() {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  return { passed: promise, open: resolve, fail: reject }
}

/** Lets everything that can happen now, happen. */
export const settle = () => new Promise<void>((resolve) => setTimeout(resolve))

/** Challenges each token of the list once it comes, and accepts all others. */
export const challenging = (demands: Record<string, ClaimsRequest>) =>
  createApi(({ token }) => {
    const claims = demands[token ?? '']
    return claims ? challenge(claims) : new Response('ok')
  })

/** An API that serves whoever asks. */
export const ok = () => new Response('ok')

export const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))

/** What a source was asked for with, in order. */
export const claimsOf = (requests: TokenRequest[]) => requests.map(({ claims }) => claims)
