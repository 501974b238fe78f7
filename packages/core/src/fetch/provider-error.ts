import { decodeClaims, toClaimsRequest } from '../claims/claims-codec.ts'
import { type ClaimsRequest, isEmpty, isObject } from '../claims/claims-request.ts'
import { mergeClaims } from '../claims/merge-claims.ts'
import {
  type CaeError,
  type CaeErrorOptions,
  ConfigurationError,
  InteractionRequiredError,
  isCaeError,
  ReauthenticationError,
} from '../errors.ts'
import { isBeyondPersons, isForPersons } from './aadsts.ts'
import { troubleshooting } from './troubleshooting.ts'

/**
 * OAuth errors, suberrors, names of libraries' errors, and what Teams and Office say, by which a person
 * must act. `invalid_grant` is what Entra answers, without a suberror, after a revocation.
 *
 * @see [OpenID Connect Core §3.1.2.6](https://openid.net/specs/openid-connect-core-1_0.html#AuthError)
 */
const personNeeded =
  /(interaction|login|consent|account_selection)_required|invalid_grant|interaction_in_progress|(basic|additional)_action|password_expired|account_unavailable|InteractionRequiredAuth|AuthenticationRequired|resourceRequires(Consent|Mfa)|tokenRevoked|CancelledByUser/i

/** The network, or Entra, was in trouble. */
const transient =
  /^(temporarily_unavailable|server_error|(network|endpoints_resolution)_error|no_network_connectivity|(post|get)_request_failed|E(CONN\w+|PIPE|TIMEDOUT|AI_AGAIN)|UND_ERR_(SOCKET|\w+TIMEOUT))$/

interface ProviderErrorOptions extends CaeErrorOptions {
  /** What the token was for, as messages name it. */
  resource?: string
}

/**
 * The error that a failed token request amounts to: {@link InteractionRequiredError} when a person can
 * help, else {@link ReauthenticationError}. The provider's error is its `cause`; its `claims` are the
 * challenge's and the provider's together.
 */
export function toCaeError(error: unknown, options: ProviderErrorOptions = {}): CaeError {
  const own = isCaeError(error) ? error : undefined
  if (own?.code === 'configuration') {
    return own instanceof ConfigurationError ? own : new ConfigurationError(own.message, own)
  }
  const { claims = {}, resource = 'the resource', response } = options
  const wanted = mergeClaims(claims, claimsOf(error))
  const given = {
    cause: own ? own.cause : error,
    claims: isEmpty(wanted) ? undefined : wanted,
    response,
  }
  return isForPerson(error)
    ? new InteractionRequiredError(own?.message ?? personMessage(resource, error), given)
    : new ReauthenticationError(own?.message ?? failureMessage(resource, error), given)
}

const failureMessage = (resource: string, error: unknown): string =>
  `No token for ${resource}: ${nameOf(error)}. What to do: ${troubleshooting('reauthentication_failed')}`

const personMessage = (resource: string, error: unknown): string =>
  `A person must sign in, pass MFA or consent for ${resource}: ${nameOf(error)}. Ask with \`claims\`, or relay them to your caller: ${troubleshooting('interaction_required')}`

/** What the provider calls it: its numbers and OAuth code, and none of its text. */
function nameOf(error: unknown): string {
  const { number, codes } = readProviderError(error)
  const code = codes.find((text) => text !== 'Error' && /^[a-z][\w.-]{2,60}$/i.test(text))
  const named = [number && `AADSTS${number}`, code].filter(Boolean).join(' ')
  return named || 'the provider says no more than its error, the `cause`'
}

/** Whether a person can help, whoever threw the error: by its code first, then by Entra's number. */
function isForPerson(error: unknown): boolean {
  if (isCaeError(error)) return error.code === 'interaction_required'
  const { codes, number, message } = readProviderError(error)
  // An error that has a code of its own has said what it is; the others have no more than a text.
  const hasCode = codes.some((code) => !/^\w*Error$/.test(code))
  const saysSo =
    personNeeded.test(codes.join(' ')) ||
    (!hasCode && (personNeeded.test(message) || isForPersons(number)))
  return saysSo && !isBeyondPersons(number)
}

/** Whether the same request may succeed a moment later. */
export function isTransient(error: unknown): boolean {
  if (isCaeError(error)) return false
  const { codes, status } = readProviderError(error)
  return status >= 500 || codes.some((code) => transient.test(code))
}

interface ProviderError {
  /** OAuth's `error` and `suberror`, and whatever libraries call an error by. */
  codes: string[]
  /** The AADSTS number, as text. */
  number: string
  status: number
  message: string
}

/** What is known of MSAL's errors, those of `@azure/identity`, and an OAuth error body. */
function readProviderError(error: unknown): ProviderError {
  if (!isObject(error)) return { codes: [], number: '', status: 0, message: '' }
  const body = isObject(error.errorResponse) ? error.errorResponse : {}
  const cause = isObject(error.cause) ? error.cause : {}
  const texts = [
    error.errorCode,
    error.error,
    error.subError,
    error.suberror,
    error.code,
    body.error,
  ]
  const codes = [...texts, cause.code, error.name].filter((text) => typeof text === 'string')
  const message = [error.errorMessage, error.message, body.errorDescription]
    .join(' ')
    .slice(0, 2000)
  return {
    codes,
    number: String(error.errorNo ?? '') || (/AADSTS(\d{4,8})/.exec(message)?.[1] ?? ''),
    status: Number(error.status ?? error.statusCode ?? 0) || 0,
    message,
  }
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
