// One file, though long: a table to look codes up in, each a line or two, by what they are about.

import { EntraError, type EntraErrorDetails } from './entra-error.ts'

type Extras = Pick<EntraErrorDetails, 'claims' | 'suberror'>

const fail =
  (error: string, status = 400) =>
  (code: number, text: string, extras: Extras = {}): EntraError =>
    new EntraError({ error, status, code, text, ...extras })

const invalidRequest = fail('invalid_request')
const invalidGrant = fail('invalid_grant')
const invalidClient = fail('invalid_client', 401)
const invalidScope = fail('invalid_scope')
const interactionRequired = fail('interaction_required')

/**
 * The refusals the emulator knows, with Entra's own codes.
 *
 * @see [Microsoft Entra error codes](https://learn.microsoft.com/entra/identity-platform/reference-error-codes)
 */
export const refuse = {
  // The request
  missingParameter: (name: string): EntraError =>
    invalidRequest(
      900144,
      `The request body must contain the following parameter: ${quote(name)}.`,
    ),
  duplicateParameter: (name: string): EntraError =>
    invalidRequest(
      9000411,
      `The request is not properly formatted. The parameter ${quote(name)} is duplicated.`,
    ),
  malformed: (what: string): EntraError =>
    invalidRequest(9002313, `Invalid request. Request is malformed or invalid. ${what}`),
  tooLarge: (): EntraError =>
    fail('invalid_request', 413)(90023, 'The request is larger than this endpoint accepts.'),
  unsupportedGrant: (grant: string): EntraError =>
    fail('unsupported_grant_type')(
      70003,
      `The app requested an unsupported grant type ${quote(grant)}.`,
    ),
  unknownTenant: (tenant: string): EntraError =>
    invalidRequest(90002, `Tenant ${quote(tenant)} not found. Check that you use the tenant id.`),

  // The client
  unknownClient: (clientId: string): EntraError =>
    fail('unauthorized_client')(
      700016,
      `Application with identifier ${quote(clientId)} was not found in the directory.`,
    ),
  disabledClient: (clientId: string): EntraError =>
    fail('unauthorized_client')(7000112, `Application ${quote(clientId)} is disabled.`),
  wrongSecret: (clientId: string): EntraError =>
    invalidClient(7000215, `Invalid client secret provided for app ${quote(clientId)}.`),
  missingCredential: (): EntraError =>
    invalidClient(
      7000218,
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    ),
  publicClient: (): EntraError =>
    invalidClient(
      700025,
      "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
    ),
  assertionInvalid: (): EntraError =>
    invalidClient(700027, 'The certificate with which the client assertion was signed is unknown.'),
  assertionReplayed: (): EntraError =>
    invalidClient(700027, "The client assertion was used before: its 'jti' must be new."),
  severalCredentials: (): EntraError =>
    invalidRequest(9002313, 'Invalid request. The client authenticates in more than one way.'),
  assertionExpired: (): EntraError =>
    invalidClient(700024, 'Client assertion is not within its valid time range.'),
  assertionMismatch: (): EntraError =>
    invalidClient(
      700021,
      "Client assertion application identifier doesn't match the 'client_id' parameter.",
    ),
  assertionAudience: (): EntraError =>
    invalidClient(700023, 'Client assertion audience claim does not match this token endpoint.'),

  // The scopes
  scopeNotDefault: (scope: string): EntraError =>
    invalidScope(
      1002012,
      `The provided value for scope ${quote(scope)} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier.`,
    ),
  scopeMalformed: (scope: string): EntraError =>
    invalidScope(
      70011,
      `The provided value for the input parameter 'scope' is not valid: ${quote(scope)}.`,
    ),
  severalResources: (): EntraError =>
    invalidScope(
      28000,
      "Provided value for the input parameter 'scope' is not valid because it contains more than one resource.",
    ),
  unknownScope: (scope: string, resource: string): EntraError =>
    invalidScope(
      650053,
      `The application asked for scope ${quote(scope)} that doesn't exist on the resource ${quote(resource)}.`,
    ),
  foreignResource: (): EntraError =>
    fail('invalid_target')(
      9010010,
      "The resource parameter provided in the request doesn't match with the requested scopes.",
    ),
  unknownResource: (resource: string): EntraError =>
    fail('invalid_resource')(
      500011,
      `The resource principal named ${quote(resource)} was not found in the tenant.`,
    ),
  consentNeeded: (client: string, interactive = false): EntraError =>
    (interactive ? fail('consent_required') : invalidGrant)(
      65001,
      `The user or administrator has not consented to use the application ${quote(client)}.`,
      { suberror: 'consent_required' },
    ),

  // The grant
  /** Both instants in milliseconds. */
  grantRevoked: (issued: number, cutoff: number): EntraError =>
    invalidGrant(
      50173,
      `The provided grant has expired due to it being revoked, a fresh auth token is needed. The grant was issued on '${instant(issued)}' and the TokensValidFrom date (before which tokens are not valid) for this user is '${instant(cutoff)}'.`,
    ),
  grantMalformed: (): EntraError =>
    invalidGrant(9002313, 'Invalid request. Request is malformed or invalid: unknown grant.'),
  refreshTokenExpired: (singlePage: boolean): EntraError =>
    singlePage
      ? invalidGrant(
          700084,
          'The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of 1.00:00:00, which cannot be extended. It is now expired.',
        )
      : invalidGrant(700082, 'The refresh token has expired due to inactivity.'),
  otherClient: (): EntraError =>
    invalidGrant(700005, 'The provided grant was issued to another client application.'),
  assertionGrantExpired: (): EntraError =>
    invalidGrant(500133, 'Assertion is not within its valid time range.'),
  assertionGrantAudience: (client: string): EntraError =>
    invalidGrant(
      500131,
      `Assertion audience does not match the Client app presenting the assertion. The expected audience is ${quote(client)} or one of the Application Uris of this application.`,
    ),
  assertionGrantInvalid: (): EntraError =>
    invalidGrant(50013, 'Assertion failed signature validation or is malformed.'),
  assertionAppOnly: (client: string): EntraError =>
    invalidGrant(
      7000114,
      `Application ${quote(client)} is not allowed to make application on-behalf-of calls: the assertion has no user.`,
    ),

  // The authorization endpoint
  redirectUri: (uri: string, clientId: string): EntraError =>
    invalidRequest(
      50011,
      `The redirect URI ${quote(uri)} specified in the request does not match the redirect URIs configured for the application ${quote(clientId)}.`,
    ),
  responseType: (type: string): EntraError =>
    fail('unsupported_response_type')(
      700054,
      `response_type ${quote(type)} is not enabled for the application.`,
    ),
  queryMode: (): EntraError =>
    invalidRequest(
      70007,
      "'query' is not a supported value of 'response_mode' when requesting a token.",
    ),
  challengeNeeded: (): EntraError =>
    invalidRequest(
      9002325,
      'Proof Key for Code Exchange is required for cross-origin authorization code redemption.',
    ),
  challengeSize: (): EntraError =>
    invalidRequest(501491, "Invalid size of the 'code_challenge' parameter."),
  noSession: (): EntraError =>
    fail('login_required')(50058, 'A silent sign-in request was sent but no user is signed in.'),
  sessionTooOld: (): EntraError =>
    fail('login_required')(
      70044,
      "The session has expired: the sign-in is older than the request's 'max_age' allows.",
    ),
  sessionRevoked: (): EntraError =>
    interactionRequired(
      50133,
      'The session is not valid due to expiration or recent password change.',
    ),
  severalSessions: (): EntraError =>
    interactionRequired(
      16000,
      'Either multiple user identities are available for the current request or selected account is not supported for the scenario.',
    ),
  flowExpired: (): EntraError =>
    invalidRequest(50089, 'Authentication failed due to flow token expired.'),
  wrongPassword: (): EntraError =>
    invalidGrant(50126, 'Error validating credentials due to invalid username or password.'),
  mfaDenied: (): EntraError =>
    fail('access_denied')(500121, 'Authentication failed during strong authentication request.'),
  declined: (): EntraError =>
    fail('access_denied')(65004, 'User declined to consent to access the app.'),
  adminConsent: (client: string): EntraError =>
    fail('access_denied')(
      90094,
      `Admin consent is required for the permissions requested by the application ${quote(client)}.`,
    ),

  // Authorization codes
  codeExpired: (): EntraError =>
    invalidGrant(70008, 'The provided authorization code has expired. Send a new request.'),
  codeRedeemed: (): EntraError =>
    invalidGrant(
      54005,
      'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
    ),
  codeVerifier: (): EntraError =>
    invalidGrant(
      501481,
      'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
    ),
  otherRedirectUri: (): EntraError =>
    invalidGrant(
      500112,
      'The reply address does not match the one provided when requesting the authorization code.',
    ),
  crossOrigin: (): EntraError =>
    invalidRequest(
      9002326,
      "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type.",
    ),

  // Device code
  devicePending: (): EntraError =>
    fail('authorization_pending')(
      70016,
      'OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
    ),
  deviceDeclined: (): EntraError =>
    fail('authorization_declined')(70017, 'The user declined the device sign-in.'),
  deviceExpired: (): EntraError =>
    fail('expired_token')(70019, 'Verification code expired. Have the user retry the sign-in.'),
  deviceUnknown: (): EntraError =>
    fail('bad_verification_code')(70018, 'The device code is not valid.'),

  // The user
  userDisabled: (): EntraError => invalidGrant(50057, 'The user account is disabled.'),
  notInTenant: (upn: string, tenant: string): EntraError =>
    invalidGrant(
      50020,
      `User account ${quote(upn)} from another tenant does not exist in tenant ${quote(tenant)} and cannot access the application in that tenant.`,
    ),
  userDeleted: (): EntraError =>
    invalidGrant(50034, 'The user account does not exist in the directory.'),
  freshSignIn: (claims: object): EntraError =>
    interactionRequired(
      50173,
      'A fresh sign-in is needed: the session is older than the resource demands.',
      { claims, suberror: 'basic_action' },
    ),
  mfaNeeded: (resource: string, claims: object): EntraError =>
    interactionRequired(
      50076,
      `Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access ${quote(resource)}.`,
      { claims, suberror: 'basic_action' },
    ),
  mfaEnrolment: (resource: string, claims: object): EntraError =>
    interactionRequired(
      50079,
      `Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multi-factor authentication to access ${quote(resource)}.`,
      { claims, suberror: 'basic_action' },
    ),
  signInFrequency: (claims: object): EntraError =>
    invalidGrant(
      70043,
      'The refresh token has expired or is invalid due to sign-in frequency checks by Conditional Access.',
      { claims, suberror: 'basic_action' },
    ),
  deviceNeeded: (claims: object): EntraError =>
    interactionRequired(
      53000,
      'Your device is required to be managed to access this resource: it is not compliant.',
      { claims, suberror: 'message_only' },
    ),
  blocked: (claims: object): EntraError =>
    fail('access_denied')(
      53003,
      'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
      { claims, suberror: 'message_only' },
    ),
} as const

const instant = (ms: number): string => new Date(ms).toISOString()

// Values come from the request: quoted, cut short and kept to printable ASCII.
function quote(value: string): string {
  return `'${value.replace(/[^\x20-\x7e]|['\\]/g, '?').slice(0, 120)}'`
}
