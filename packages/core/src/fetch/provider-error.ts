import { decodeClaims, toClaimsRequest } from '../claims/claims-codec.ts'
import { type ClaimsRequest, isEmpty } from '../claims/claims-request.ts'
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
  /^(temporarily_unavailable|server_error|(network|endpoints_resolution)_error|no_network_connectivity|(post|get)_request_failed|E(CONN\w+|PIPE|TIMEDOUT|AI_AGAIN)|token_parsing_error|UND_ERR_(SOCKET|\w+TIMEOUT))$/

interface ProviderErrorOptions extends CaeErrorOptions {
  /** What the token was for, as messages name it. */
  resource?: string
}

/**
 * The error that a failed token request amounts to: {@link InteractionRequiredError} when a person can
 * help, else {@link ReauthenticationError}. The provider's error is its `cause`; its `claims` are the
 * challenge's and the provider's together.
 */
export function toCaeError(
  error: unknown,
  { claims = {}, resource = 'the resource', response }: ProviderErrorOptions = {},
): CaeError {
  const own = isCaeError(error) ? error : undefined
  if (own?.code === 'configuration') {
    return own instanceof ConfigurationError ? own : new ConfigurationError(own.message, own)
  }
  const wanted = mergeClaims(claims, claimsOf(error))
  const { cause } = own ?? { cause: error }
  const options = { cause, claims: isEmpty(wanted) ? undefined : wanted, response }
  const said = readProviderError(error)
  if (own ? own.code === 'interaction_required' : isForPerson(said)) {
    return new InteractionRequiredError(
      own?.message ??
        `A person must sign in, pass MFA or consent for ${resource}: ${nameOf(said)}. Ask with \`claims\`, or relay them to your caller: ${troubleshooting('interaction_required')}`,
      options,
    )
  }
  return new ReauthenticationError(
    own?.message ??
      `No token for ${resource}: ${nameOf(said)}. What to do: ${troubleshooting('reauthentication_failed')}`,
    options,
  )
}

/** Whether the same request may succeed a moment later. */
export function isTransient(error: unknown): boolean {
  const { codes, status } = readProviderError(error)
  return !isCaeError(error) && (status >= 500 || codes.some((code) => transient.test(code)))
}

/** What the provider says, for whatever library has thrown it. */
interface ProviderError {
  /** OAuth's `error` and `suberror`, and whatever libraries call an error by. */
  codes: string[]
  /** The AADSTS number, as text. */
  number: string
  /** The HTTP status, or NaN. */
  status: number
  message: string
}

/** Whether a person can help: by the error's code first, then by Entra's number. */
function isForPerson({ codes, number, message }: ProviderError): boolean {
  // An error that has a code of its own has said what it is; the others have no more than a text.
  const hasCode = codes.some((code) => !/^\w*Error$/.test(code))
  const text = hasCode ? codes.join(' ') : `${codes} ${message}`
  return (personNeeded.test(text) || (!hasCode && isForPersons(number))) && !isBeyondPersons(number)
}

/** What the provider calls it: its number and OAuth code, and none of its text. */
function nameOf({ codes, number }: ProviderError): string {
  const code = codes.find((text) => /^(?!Error$)[a-z][\w.-]{2,60}$/i.test(text))
  const names = [number && `AADSTS${number}`, code].filter(Boolean)
  return names.join(' ') || 'the provider says no more than its error, the `cause`'
}

/** What is known of MSAL's errors, those of `@azure/identity`, and an OAuth error body. */
function readProviderError(thrown: unknown): ProviderError {
  const error: Members = Object(thrown)
  const body: Members = Object(error.errorResponse)
  const cause: Members = Object(error.cause)
  const codes = [
    error.errorCode,
    error.error,
    error.subError,
    error.suberror,
    error.code,
    body.error,
    cause.code,
    error.name,
  ].filter((text) => typeof text === 'string')
  const message = [error.errorMessage, error.message, body.errorDescription]
    .join(' ')
    .slice(0, 2000)
  const number = error.errorNo || /AADSTS(\d{4,8})/.exec(message)?.[1]
  const status = Number(error.status ?? error.statusCode)
  return { codes, number: String(number ?? ''), status, message }
}

type Members = Record<string, unknown>

/** The claims that the provider asks for: MSAL's errors carry them as JSON text. */
function claimsOf(error: unknown): ClaimsRequest {
  try {
    const { claims } = Object(error)
    return typeof claims === 'string' ? decodeClaims(claims) : toClaimsRequest(claims)
  } catch {
    return {}
  }
}
