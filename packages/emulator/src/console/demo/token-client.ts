import { type ClaimsRequest, mergeClaims } from '@caefetch/core'
import type { App } from '../../tenant/model.ts'
import type { ConsoleParts } from '../console.ts'

/** The members of a token response that the demo looks at. */
export interface Tokens {
  readonly access_token: string
  readonly expires_in: number
  readonly refresh_token?: string
  readonly id_token?: string
}

/** Where tokens are asked for. */
export type TokenEndpoint = Pick<ConsoleParts, 'authority' | 'endpoints'>

/** What the token endpoint said instead, in the shape that caefetch reads. */
class TokenRefused extends Error {
  override readonly name = 'TokenRefused'
  readonly error: string
  readonly claims: string | undefined

  constructor(body: { error?: string; error_description?: string; claims?: string }) {
    super(body.error_description?.replace(/ Trace ID.*/s, '') ?? 'There is no answer from Entra.')
    this.error = body.error ?? 'server_error'
    this.claims = body.claims
  }
}

/** The claims parameter of a client that can be challenged. */
export function claimsParameter(claims: ClaimsRequest = {}): string {
  return JSON.stringify(mergeClaims({ access_token: { xms_cc: { values: ['cp1'] } } }, claims))
}

/** Asks the token endpoint as the client does that it is given. */
export async function askForTokens(
  { authority, endpoints }: TokenEndpoint,
  app: App,
  form: Record<string, string>,
): Promise<Tokens> {
  const body = new URLSearchParams({ client_id: app.clientId, ...form })
  if (app.secret !== undefined) body.set('client_secret', app.secret)
  // Entra lets single page apps redeem from browsers only.
  const headers = app.platform === 'spa' ? { origin: authority.origin } : {}
  const url = authority.metadata.token_endpoint
  const response = await endpoints(new Request(url, { method: 'POST', body, headers }))
  const answer = await response.json().catch(() => ({}))
  if (response.ok && typeof answer.access_token === 'string') return answer
  throw new TokenRefused(answer)
}
