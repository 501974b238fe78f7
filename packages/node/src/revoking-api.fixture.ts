import { type ClaimsRequest, encodeClaims, type FetchLike, formatChallenge } from '@caefetch/core'

export const claims: ClaimsRequest = {
  access_token: { nbf: { essential: true, value: '1700000000' } },
}

/** An API that takes any token until it is revoked, and then challenges; for tokens that no emulator issued. */
export function createRevokingApi() {
  const revoked = new Set<string>()
  const tokens: string[] = []
  const fetch: FetchLike = async (_, init) => {
    const token = new Headers(init?.headers).get('authorization')?.replace(/^\w+ /, '') ?? ''
    tokens.push(token)
    if (!revoked.has(token)) return new Response('served')
    const params = { error: 'insufficient_claims', claims: encodeClaims(claims) }
    const header = formatChallenge({ scheme: 'Bearer', params })
    return new Response('challenged', { status: 401, headers: { 'WWW-Authenticate': header } })
  }
  return {
    fetch,
    /** Every token that was sent, oldest first. */
    tokens,
    /** Revokes all tokens that were sent so far. */
    revoke() {
      for (const token of tokens) revoked.add(token)
    },
  }
}
