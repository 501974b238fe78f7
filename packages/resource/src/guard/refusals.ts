import { type ClaimsRequest, encodeClaims, formatChallenge, mergeClaims } from '@caefetch/core'
import type { Demand } from './demand.ts'
import type { Missing } from './permissions.ts'

/** What every challenge of an API says about it. */
export interface ChallengeOptions {
  /** The tenant, or empty for all. */
  readonly realm: string
  readonly authorizationUri?: string | undefined
  readonly clientId?: string | undefined
  readonly resourceMetadata?: string | undefined
  readonly rfc9470: boolean
}

/** The API's refusals; each is a whole response. */
export interface Refusals {
  /** @param scope What clients ask for to meet the requirement. */
  noToken(scope?: string): Response
  malformedHeader(): Response
  invalidToken(description: string): Response
  missing(missing: Missing): Response
  /** Challenges a capable client; others are told what is missing. */
  unmet(demands: readonly Demand[], isCapable: boolean): Response
  /** Challenges with these claims. */
  challenge(claims: ClaimsRequest, description: string): Response
  unavailable(): Response
}

/** Where users of any tenant authorize. */
export const commonAuthorizationUri =
  'https://login.microsoftonline.com/common/oauth2/v2.0/authorize'

type Params = Record<string, string>

const notCapable = 'The client cannot be challenged: its token lacks the capability cp1 (xms_cc).'

/**
 * @see [Claims challenges](https://learn.microsoft.com/entra/identity-platform/claims-challenge)
 * @see [RFC 6750 §3](https://www.rfc-editor.org/rfc/rfc6750#section-3)
 * @see [RFC 9470](https://www.rfc-editor.org/rfc/rfc9470)
 */
export function createRefusals(options: ChallengeOptions): Refusals {
  const { realm, authorizationUri, clientId, resourceMetadata, rfc9470 } = options
  const own: Params = {
    realm,
    ...(authorizationUri && { authorization_uri: authorizationUri }),
    ...(clientId && { client_id: clientId }),
    ...(resourceMetadata && { resource_metadata: resourceMetadata }),
  }

  function refuse(status: 400 | 401 | 403, error: string, description: string, more: Params = {}) {
    const said = error && { error, error_description: describe(description) }
    const params = { ...own, ...(said || {}), ...more }
    const body = { error: error || 'unauthorized', error_description: description }
    return Response.json(body, {
      status,
      headers: {
        'WWW-Authenticate': formatChallenge({ scheme: 'Bearer', params }),
        'Access-Control-Expose-Headers': 'WWW-Authenticate',
        'Cache-Control': 'no-store',
      },
    })
  }

  const challenge = (claims: ClaimsRequest, description: string, more: Params = {}): Response =>
    refuse(401, 'insufficient_claims', description, { claims: encodeClaims(claims), ...more })

  return {
    challenge,
    noToken: (scope) => refuse(401, '', 'An access token is needed.', scope ? { scope } : {}),
    malformedHeader: () => refuse(400, 'invalid_request', 'The Authorization header is malformed.'),
    invalidToken: (description) => refuse(401, 'invalid_token', description),
    missing: ({ description, scope }) =>
      refuse(403, 'insufficient_scope', description, scope ? { scope } : {}),
    unmet(demands, isCapable) {
      const description = demands.map((demand) => demand.description).join(' ')
      const stepUp: Params = Object.assign({}, ...demands.map((demand) => demand.stepUp))
      const asRfc9470 = rfc9470 ? stepUp : {}
      if (isCapable) {
        const claims = mergeClaims(...demands.map((demand) => demand.claims))
        return challenge(claims, description, asRfc9470)
      }
      if (demands.some(({ reason }) => reason === 'revoked')) {
        return refuse(401, 'invalid_token', `${description} ${notCapable}`)
      }
      const isStepUp = demands.every((demand) => demand.stepUp)
      if (rfc9470 && isStepUp) {
        return refuse(401, 'insufficient_user_authentication', description, stepUp)
      }
      // No scope is missing, and without claims nobody takes it for a challenge.
      const error = isStepUp ? 'insufficient_user_authentication' : 'insufficient_claims'
      return refuse(403, error, `${description} ${notCapable}`)
    },
    unavailable: () =>
      Response.json(
        { error: 'temporarily_unavailable', error_description: 'Tokens cannot be checked now.' },
        { status: 503, headers: { 'Retry-After': '5', 'Cache-Control': 'no-store' } },
      ),
  }
}

/** What RFC 6750 lets an `error_description` hold. */
const describe = (text: string): string => text.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, '?')
