import { formatChallenge } from '@caefetch/core'

/** What a header with encoded claims is put together from. */
export interface HeaderParts {
  /** As the sender encodes them. */
  readonly claims: string
  readonly authorizationUri: string
}

/** Microsoft Graph's application ID. */
export const graphId = '00000003-0000-0000-c000-000000000000'

export const bearer = (params: Record<string, string>): string =>
  formatChallenge({ scheme: 'Bearer', params })

const revoked = (what: string): string =>
  `Continuous access evaluation resulted in ${what} with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp`

const graphClient = (authorizationUri: string): Record<string, string> => ({
  realm: '',
  authorization_uri: authorizationUri,
  client_id: graphId,
})

export const entraHeader = ({ authorizationUri, claims }: HeaderParts): string =>
  bearer({ realm: '', authorization_uri: authorizationUri, error: 'insufficient_claims', claims })

export const graphHeader = ({ authorizationUri, claims }: HeaderParts): string =>
  bearer({
    ...graphClient(authorizationUri),
    errorDescription: revoked('challenge'),
    error: 'insufficient_claims',
    claims,
  })

export const graph2022Header = ({ authorizationUri, claims }: HeaderParts): string =>
  `Bearer realm="", authorization_uri=${authorizationUri}, client_id="${graphId}", error="insufficient_claims", claims="${claims}", errorDescription="${revoked('claims challenge')}"`

export function graphPopHeader({ authorizationUri, claims }: HeaderParts): string {
  const client = graphClient(authorizationUri)
  const pop = formatChallenge({ scheme: 'PoP', params: { ...client, nonce: 'ey==' } })
  const error = { error_description: revoked('challenge'), error: 'insufficient_claims' }
  return `${pop}, ${bearer({ ...client, ...error, claims })}`
}

export const invalidTokenHeader =
  (description: string) =>
  ({ authorizationUri, claims }: HeaderParts): string =>
    bearer({
      authorization_uri: authorizationUri,
      error: 'invalid_token',
      error_description: description,
      claims,
    })
