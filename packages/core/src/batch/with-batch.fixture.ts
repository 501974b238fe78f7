import { connect, createApi, createTokens, nbf } from '../fetch/parties.fixture.ts'
import type { BatchRequest } from './batch.ts'
import { challengeOf, createGraph } from './graph.fixture.ts'
import { type BatchOptions, withBatch } from './with-batch.ts'

export const revoked = { status: 401, challenge: challengeOf(nbf(1)) }
export const ok = { status: 200 }

/** Parts by id; `a>b` is the part a, which depends on b. */
export const batchOf = (...parts: string[]): RequestInit => {
  const requests = parts.map((part): BatchRequest & Record<string, unknown> => {
    const [id = '', on] = part.split('>')
    return { id, method: 'GET', url: '/me', ...(on && { dependsOn: on.split('+') }) }
  })
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ requests }),
  }
}

export function scene(
  judge: Parameters<typeof createGraph>[0],
  {
    options = {},
    tokens = createTokens(),
  }: { options?: BatchOptions; tokens?: ReturnType<typeof createTokens> } = {},
) {
  const server = createGraph(judge)
  const api = createApi(server.handle)
  const resources = { 'https://graph.microsoft.com/': ['graph'] }
  const connection = connect(tokens, api.fetch, { resources })
  return {
    ...server,
    api,
    tokens,
    ...connection,
    caeFetch: withBatch(connection.caeFetch, options),
  }
}

export const unlessNewer = (id: string[]) => (part: string, token: string) =>
  token === 't1' && id.includes(part) ? revoked : ok
