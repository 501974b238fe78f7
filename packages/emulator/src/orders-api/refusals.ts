import { authContext, type ClaimsRequest, encodeClaims, formatChallenge } from '@caefetch/core'

/** Builds the API's refusals; each is a whole response. */
export interface Refusals {
  noToken(): Response
  invalidToken(description: string): Response
  /** For a token that is no longer good as it is; the claims say what it takes. */
  outdated(claims: ClaimsRequest, isCapable: boolean): Response
  missingPermission(description: string): Response
  missingContext(id: string, isCapable: boolean): Response
}

/** @see [Claims challenge header format](https://learn.microsoft.com/entra/identity-platform/claims-challenge#claims-challenge-header-format) */
export function createRefusals(
  authorizationUri: string,
  ownChallenge: ((claims: ClaimsRequest) => Response) | undefined,
): Refusals {
  const refuse = (status: 401 | 403, params: Record<string, string>, message: string): Response => {
    const all = { realm: '', authorization_uri: authorizationUri, ...params }
    const headers = {
      'WWW-Authenticate': formatChallenge({ scheme: 'Bearer', params: all }),
      'Access-Control-Expose-Headers': 'WWW-Authenticate',
    }
    return Response.json({ error: params.error ?? 'unauthorized', message }, { status, headers })
  }
  const challenge = (claims: ClaimsRequest, message: string): Response =>
    ownChallenge?.(claims) ??
    refuse(401, { error: 'insufficient_claims', claims: encodeClaims(claims) }, message)

  const invalidToken = (message: string): Response =>
    refuse(401, { error: 'invalid_token', error_description: message }, message)
  const missingPermission = (message: string): Response =>
    refuse(403, { error: 'insufficient_scope', error_description: message }, message)

  return {
    invalidToken,
    missingPermission,
    noToken: () => refuse(401, {}, 'An access token is needed.'),
    outdated(claims, isCapable) {
      const message = 'The token was issued before the session was revoked or has moved.'
      return isCapable ? challenge(claims, message) : invalidToken(`${message} ${notCapable}`)
    },
    missingContext(id, isCapable) {
      const message = `The authentication context ${id} is needed.`
      if (!isCapable) return missingPermission(`${message} ${notCapable}`)
      return challenge(authContext(id), message)
    },
  }
}

const notCapable =
  'The client cannot be challenged: its token lacks the client capability cp1 (xms_cc).'
