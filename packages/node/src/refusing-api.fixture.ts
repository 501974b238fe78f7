import {
  authContext,
  type ClaimsRequest,
  encodeClaims,
  type FetchLike,
  formatChallenge,
} from '@caefetch/core'

const refuse = (params: Record<string, string>): Response =>
  new Response('refused', {
    status: 401,
    headers: { 'WWW-Authenticate': formatChallenge({ scheme: 'Bearer', params }) },
  })

export const challenge = (claims: ClaimsRequest): Response =>
  refuse({ error: 'insufficient_claims', claims: encodeClaims(claims) })

/** What an API says to a token that it does not take at all. */
export const invalidToken = (): Response => refuse({ error: 'invalid_token' })

/** An API that refuses whatever it is given, until it is mended; `answer` gets the number of the send. */
export function createRefusingApi(answer: (count: number) => Response) {
  let isMended = false
  let count = 0
  const fetch: FetchLike = async () => (isMended ? new Response('served') : answer(++count))
  return {
    fetch,
    mend() {
      isMended = true
    },
  }
}

/** An API that asks for the authentication context that a path names, unless the token has it. */
export function createContextApi(): FetchLike {
  return async (input, init) => {
    const context = String(input).split('/').at(-1) ?? ''
    const [, payload = ''] = (new Headers(init?.headers).get('authorization') ?? '').split('.')
    const { acrs = [] } = JSON.parse(Buffer.from(payload, 'base64url').toString() || '{}')
    return acrs.includes(context) ? new Response('served') : challenge(authContext(context))
  }
}
