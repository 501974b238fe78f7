import { decodeClaims, toClaimsRequest } from '../claims/claims-codec.ts'
import { mergeClaims } from '../claims/merge-claims.ts'
import { type ClaimsRequest, isObject } from '../claims/schema.ts'
import {
  CaeError,
  type CaeErrorOptions,
  ConfigurationError,
  InteractionRequiredError,
  ReauthenticationError,
} from '../errors.ts'

/**
 * Codes by which identity providers say that a person must act, and names that libraries give to
 * such errors. `invalid_grant` is what Entra answers, without a suberror, after a revocation.
 *
 * @see [OpenID Connect Core §3.1.2.6](https://openid.net/specs/openid-connect-core-1_0.html#AuthError)
 */
const personNeeded =
  /(interaction|login|consent|account_selection)_required|invalid_grant|InteractionRequiredAuth|AuthenticationRequired/

/**
 * The error that a failed token request amounts to: {@link InteractionRequiredError} when only a
 * person can help, else {@link ReauthenticationError}. The provider's error is its `cause`; its
 * `claims` are the challenge's and the provider's together. For token sources that ask the user next.
 */
export function toCaeError(error: unknown, { claims, response }: CaeErrorOptions = {}): CaeError {
  if (error instanceof ConfigurationError) return error
  const { message, cause = error }: Partial<CaeError> = error instanceof CaeError ? error : {}
  const wanted = mergeClaims(claims ?? {}, claimsOf(error))
  const options = { cause, claims: Object.keys(wanted).length > 0 ? wanted : undefined, response }
  return isInteractionRequired(error)
    ? new InteractionRequiredError(message ?? askUser, options)
    : new ReauthenticationError(message ?? 'No token could be had; see `cause`.', options)
}

const askUser =
  'A person must sign in, pass MFA or consent: ask with `claims`, or relay them to your caller.'

/** Whether only a person can help, whoever threw the error. */
function isInteractionRequired(error: unknown): boolean {
  if (error instanceof CaeError) return error instanceof InteractionRequiredError
  if (!isObject(error)) return false
  return personNeeded.test([error.name, error.errorCode, error.error, error.code].join(' '))
}

/** The claims that the provider asks for: MSAL's errors carry them as JSON text. */
function claimsOf(error: unknown): ClaimsRequest {
  try {
    const { claims } = Object(error)
    return typeof claims === 'string' ? decodeClaims(claims) : toClaimsRequest(claims)
  } catch {
    return {}
  }
}
