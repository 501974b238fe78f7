import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import {
  type CaeFetchOptions,
  type ClaimsRequest,
  createCaeFetch,
  type FetchLike,
  type TokenRequest,
  type TokenSource,
} from '@caefetch/core'
import {
  claimsChallenge,
  type FakeTokensOptions,
  fakeTokens,
  interactionRequired,
} from '@caefetch/testing'
import { createCaeKy } from './create-cae-ky.ts'
import type { CaeKyOptions } from './options.ts'

export const api = 'https://api.contoso.com/'

/** A request as the API got it. */
interface Received {
  token: string | undefined
  method: string
  headers: Headers
  signal: AbortSignal
  body: string
}

type Answer = (request: Received) => Response | Promise<Response>

interface SceneOptions {
  cae?: CaeFetchOptions
  ky?: CaeKyOptions
  tokens?: FakeTokensOptions
  /** Which tokens only the user can get. */
  asksUser?: (request: TokenRequest) => boolean
}

/** A ky over caefetch over an API that answers in the same process, and numbered tokens. */
export function setScene(answer: Answer, options: SceneOptions = {}) {
  const tokens = fakeTokens(options.tokens)
  const received: Received[] = []
  const fetch: FetchLike = async (input, init) => {
    const request = new Request(input, init)
    const { method, headers, signal } = request
    const token = headers.get('authorization')?.slice('Bearer '.length)
    const call = { token, method, headers, signal, body: await request.text() }
    received.push(call)
    return untilAborted(answer(call), signal)
  }
  const { asksUser } = options
  const source = asksUser ? withUser(tokens, asksUser) : tokens
  const caeFetch = createCaeFetch(source, { resources: { [api]: ['a'] }, fetch, ...options.cae })
  return {
    api: createCaeKy(caeFetch, options.ky),
    caeFetch,
    tokens,
    received,
    /** The token of each send, in order. */
    sent: () => received.map(({ token }) => token),
  }
}

/** Has the user be asked for some of the tokens. */
const withUser = (
  tokens: TokenSource,
  asksUser: (request: TokenRequest) => boolean,
): TokenSource => ({
  async getToken(request) {
    if (asksUser(request)) throw interactionRequired()
    return tokens.getToken(request)
  },
  askUser({ takeClaims, ...question }) {
    const claims = takeClaims()
    return tokens.getToken({ ...question, ...(claims && { claims }) })
  },
})

/** Challenges `t1`; what comes with another token is answered. */
export const challengeFirst =
  (answer: Answer = () => new Response('served')): Answer =>
  (request) =>
    request.token === 't1' ? claimsChallenge() : answer(request)

/** Answers with each of these in turn, and with the last ever after. */
export function inTurn(...answers: Answer[]): Answer {
  let turn = 0
  return (request) => (answers[turn++] ?? answers.at(-1) ?? served)(request)
}

export const served = (): Response => new Response('served')

export const refuse =
  (status: number, headers: Record<string, string> = {}): Answer =>
  () =>
    new Response('refused', { status, headers })

/** No answer, ever. */
export const hang = (): Promise<Response> => new Promise(() => {})

function untilAborted<T>(result: T | Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason))
    Promise.resolve(result).then(resolve, reject)
  })
}

/** An API over HTTP on loopback, until the scope ends. */
export async function serve(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

/** The header of a challenge, for these claims or those of a revocation. */
export const challengeHeader = (claims?: ClaimsRequest): string =>
  claimsChallenge(claims && { claims }).headers.get('www-authenticate') ?? ''

/** What a promise rejects with. */
export const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => {
      throw new Error('The promise resolved.')
    },
    (error: unknown) => error,
  )
