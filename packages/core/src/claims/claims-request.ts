/**
 * An OIDC claims request: for each place a claim may be delivered in (`access_token`, `id_token`)
 * the claims that are asked for.
 *
 * @see [OpenID Connect Core §5.5](https://openid.net/specs/openid-connect-core-1_0.html#ClaimsParameter)
 */
export interface ClaimsRequest {
  [place: string]: RequestedClaims
}

/** The claims asked for in one place: each is `null`, or an object such as {@link RequestedClaim}. */
export interface RequestedClaims {
  [claim: string]: unknown
}

/** How one claim is asked for. */
export interface RequestedClaim {
  /** Whether the sign-in fails without it. Default: false. */
  essential?: boolean
  /** The value that it must have. */
  value?: unknown
  /** The values of which it must have one. */
  values?: unknown[]
  [member: string]: unknown
}

/** MSAL throws a TypeError for a place that holds no object, so each must. */
export const isClaimsRequest = (value: unknown): value is ClaimsRequest =>
  isObject(value) && Object.values(value).every(isObject)

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether nothing is asked for. */
export const isEmpty = (claims: ClaimsRequest): boolean => Object.keys(claims).length === 0

/** The names of all claims that are asked for, in whichever place. */
export const claimNames = (claims: ClaimsRequest): string[] =>
  Object.values(claims).flatMap(Object.keys)
