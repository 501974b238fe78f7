/** Why a token is not taken, as the operator is told. */
export type TokenReason =
  | 'malformed_header'
  | 'bad_signature'
  | 'unknown_key'
  | 'wrong_algorithm'
  | 'encrypted_token'
  | 'not_a_jwt'
  | 'undefined_token'
  | 'no_expiry'
  | 'expired'
  | 'not_yet_valid'
  | 'issued_in_future'
  | 'wrong_audience'
  | 'wrong_issuer'
  | 'other_cloud'
  | 'graph_token'
  | 'id_token'
  | 'no_permission'
  | 'not_an_access_token'
  | 'no_subject'
  | 'bound_token'
  | 'invalid_claims'

/** A token that is not taken. */
export interface TokenFault {
  readonly reason: TokenReason
  /** What the caller is told. */
  readonly told: string
  /** The audience, issuer, algorithm or key id of the token, where that is at fault. */
  readonly found?: string | undefined
  readonly expected?: readonly string[] | undefined
}

const invalid = 'The access token is not valid.'
const noAccessToken = 'The token is no access token with a permission.'

/** What the caller is told: no more than it knows by having the token. */
const told: Record<TokenReason, string> = {
  malformed_header: 'The Authorization header is malformed.',
  bad_signature: invalid,
  unknown_key: invalid,
  wrong_algorithm: invalid,
  encrypted_token: invalid,
  not_a_jwt: invalid,
  undefined_token: invalid,
  no_expiry: invalid,
  expired: 'The access token has expired.',
  not_yet_valid: 'The access token is not valid yet.',
  issued_in_future: invalid,
  wrong_audience: 'The access token is for another audience.',
  wrong_issuer: 'The access token is from another tenant or issuer.',
  other_cloud: invalid,
  graph_token: invalid,
  id_token: noAccessToken,
  no_permission: noAccessToken,
  not_an_access_token: noAccessToken,
  no_subject: invalid,
  bound_token: invalid,
  invalid_claims: invalid,
}

export function faultOf(
  reason: TokenReason,
  about: Pick<TokenFault, 'found' | 'expected'> = {},
): TokenFault {
  return { reason, told: told[reason], ...about }
}

/** What the operator is told, before what was found and expected. */
const details: Record<TokenReason, string> = {
  malformed_header:
    'The Authorization header has no single token, or characters that no token has.',
  bad_signature: 'The signature is not one of the issuer’s key.',
  unknown_key: 'The issuer has no key of this id.',
  wrong_algorithm: 'The token is signed with an algorithm that the guard does not take.',
  encrypted_token:
    'The token is encrypted: the registration of the API has a token encryption key.',
  not_a_jwt: 'The token is no JWT.',
  undefined_token: 'The client has sent an empty variable in place of a token.',
  no_expiry: 'The token has no exp.',
  expired: 'The token has expired.',
  not_yet_valid: 'The token is not valid yet: compare the clocks.',
  issued_in_future: 'The token was issued in the future: compare the clocks.',
  wrong_audience: 'The token is for another audience.',
  wrong_issuer: 'The token is from another tenant or issuer.',
  other_cloud: 'The token is from a cloud, CIAM or B2C issuer that the guard is not set up for.',
  graph_token: 'The token is for Microsoft Graph: the client must ask for a scope of this API.',
  id_token: 'The token is an ID token: the client must send its access token.',
  no_permission: 'The token grants no permission: neither a scope nor a role.',
  not_an_access_token: 'The token says nothing that only access tokens say.',
  no_subject: 'The token has neither oid nor sub.',
  bound_token: 'The token is bound to a key (cnf), and is no bearer token.',
  invalid_claims: 'A claim of the token is not of its type.',
}

export function detailOf({ reason, found, expected }: TokenFault): string {
  const came = found === undefined ? '' : ` It says ${found}.`
  const wanted = expected === undefined ? '' : ` The guard takes ${expected.join(', ')}.`
  return `${details[reason]}${came}${wanted}`
}

/** A text that came with a token, as it may stand in a log: short, on one line, without escapes. */
export function readable(value: unknown): string | undefined {
  if (value === undefined) return undefined
  const texts = [value]
    .flat()
    .slice(0, 8)
    .map((each) => (typeof each === 'string' ? each : '(no text)'))
  return texts
    .join(' ')
    .slice(0, 200)
    .replace(/[^\x20-\x7e]/g, '?')
}
