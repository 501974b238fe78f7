import { toCaeError } from '@caefetch/core'
import { commonAuthorizationUri, createRefusals } from '../guard/refusals.ts'
import type { Caller } from '../verify/caller.ts'

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
}

/**
 * Turns what a middle-tier API met on behalf of its caller into a challenge for that caller: an error
 * of `@caefetch/node` or of `@azure/msal-node` with claims that only the user can satisfy. Any other
 * error gives undefined. The downstream API's response is never passed on.
 *
 * @see [On-behalf-of: claims challenges](https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow#error-response-example)
 */
export function relayChallenge(error: unknown, options: RelayOptions = {}): Response | undefined {
  const { claims } = toCaeError(error)
  if (!claims) return undefined
  const { caller, realm = '', clientId, authorizationUri = commonAuthorizationUri } = options
  const refusals = createRefusals({ realm, clientId, authorizationUri, rfc9470: false })
  const description = 'An API that is called on behalf of the user asks for more.'
  return caller?.isCapable === false
    ? refusals.unmet([{ reason: 'auth_context', claims, description }], false)
    : refusals.challenge(claims, description)
}
