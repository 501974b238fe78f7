import { encodeClaims, toCaeError } from '@caefetch/core'
import { commonAuthorizationUri, createRefusals } from '../guard/refusals.ts'
import type { Caller } from '../verify/caller.ts'
import { needsConsent } from './consent.ts'

/** Options of {@link relayChallenge}. */
export interface RelayOptions {
  /** Who called this API. An incapable client gets 403 and no challenge. Default: it is capable. */
  caller?: Pick<Caller, 'isCapable'> | undefined
  /** This API's `realm`. Default: empty, for every tenant. */
  realm?: string | undefined
  /** This API's client id. Default: not said. */
  clientId?: string | undefined
  /** Where clients authorize. Default: Entra's common endpoint. */
  authorizationUri?: string | undefined
  /**
   * What the caller asks for so that the user is asked to consent to the downstream API too, such as
   * `api://orders/.default` where the API's registration lists its clients as known. Default: not said.
   */
  consentScope?: string | undefined
}

/** Proxies take 8 KiB of headers, and there are others. */
const mostCharacters = 4096

/**
 * Turns what a middle-tier API met on behalf of its caller into an answer for that caller, where only the
 * user can mend it: an error of `@caefetch/node` or of `@azure/msal-node` with claims becomes a challenge,
 * and one that says that consent is missing (AADSTS65001) a `403 insufficient_scope`. Anything else gives
 * undefined, an outage first of all: it stays what it was. So do claims of more than 4,096 characters. The
 * downstream API's response is never passed on.
 *
 * @see [On-behalf-of: claims challenges](https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow#error-response-example)
 */
export function relayChallenge(error: unknown, options: RelayOptions = {}): Response | undefined {
  const { code, claims } = toCaeError(error)
  if (code !== 'interaction_required') return undefined
  const { caller, realm = '', clientId, authorizationUri = commonAuthorizationUri } = options
  const refusals = createRefusals({ realm, clientId, authorizationUri, rfc9470: false })
  if (!claims) {
    if (!needsConsent(error)) return undefined
    const description = 'The user has not consented to an API that is called on their behalf.'
    const { consentScope: scope } = options
    return refusals.missing({ description, ...(scope !== undefined && { scope }) })
  }
  if (encodeClaims(claims).length > mostCharacters) return undefined
  const description = 'An API that is called on behalf of the user asks for more.'
  return caller?.isCapable === false
    ? refusals.unmet([{ reason: 'auth_context', claims, description }], false)
    : refusals.challenge(claims, description)
}
