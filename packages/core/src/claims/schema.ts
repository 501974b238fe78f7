import * as z from 'zod/mini'

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
  essential?: boolean
  value?: unknown
  values?: unknown[]
  [member: string]: unknown
}

/**
 * MSAL throws a TypeError for a place that holds no object, so such a request is refused here.
 * As a record of records the schema would do the same and cost the page 900 bytes more.
 */
export const claimsRequestSchema: z.ZodMiniType<unknown> = z
  .unknown()
  .check(({ value, issues }) => {
    if (isObject(value) && Object.values(value).every(isObject)) return
    issues.push({ code: 'custom', input: value })
  })

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
