import type { CaeEvent } from '../events.ts'
import { createAuthorizer } from './authorizer.ts'
import type { CaeFetchOptions } from './options.ts'
import { api, challenge, createApi, createTokens, nbf } from './parties.fixture.ts'
import type { TokenSource } from './token-source.ts'

export function scene(tokens: TokenSource = createTokens(), options: CaeFetchOptions = {}) {
  const events: CaeEvent[] = []
  const server = createApi(({ token }) =>
    token === 't1' ? challenge(nbf(1)) : new Response('served'),
  )
  const authorizer = createAuthorizer(tokens, {
    resources: { [api]: ['orders.read'] },
    fetch: server.fetch,
    onEvent: (event) => events.push(event),
    ...options,
  })
  /** What a transport of its own does: sends until it is not told to send again. */
  async function send(): Promise<string> {
    const call = { url: `${api}files`, method: 'PUT' }
    let response = new Response()
    let authorization = await authorizer.authorize(call)
    while (authorization) {
      response = await server.fetch(call.url, { method: 'PUT', headers: { authorization } })
      authorization = await authorizer.answer(call, response, authorization)
    }
    return response.text()
  }
  return { ...authorizer, server, events, send }
}
