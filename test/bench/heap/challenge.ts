import { encodeClaims, formatChallenge } from '@caefetch/core'

/** A claims challenge; `moment` tells it from others. */
export function challenge(moment: number): Response {
  const nbf = { essential: true, value: String(moment) }
  const claims = encodeClaims({ access_token: { nbf } })
  const params = { error: 'insufficient_claims', claims }
  const headers = { 'WWW-Authenticate': formatChallenge({ scheme: 'Bearer', params }) }
  return new Response(null, { status: 401, headers })
}
