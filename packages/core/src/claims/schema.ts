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

/** The claims asked for in one place: `null`, or an object such as {@link RequestedClaim}. */
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

/** MSAL throws a TypeError for a place that holds no object, so such a request is refused here. */
export const claimsRequestSchema: z.ZodMiniType<ClaimsRequest> = z.record(
  z.string(),
  z.record(z.string(), z.unknown()),
)
