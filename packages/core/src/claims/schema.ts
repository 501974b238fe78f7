import { core } from 'zod/mini'

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
 *
 * As a record of records the schema would say the same and cost every page a kilobyte more; as a type
 * of its own it takes no more of zod than every schema needs.
 */
const ClaimsSchema = core.$constructor<core.$ZodType<ClaimsRequest>>(
  'ClaimsSchema',
  (schema, definition) => {
    core.$ZodType.init(schema, definition)
    schema._zod.parse = (payload) => {
      const { value, issues } = payload
      if (!isObject(value) || !Object.values(value).every(isObject)) {
        issues.push({ code: 'custom', input: value })
      }
      return payload
    }
  },
)

const schema = new ClaimsSchema({ type: 'custom' })

export const isClaimsRequest = (value: unknown): value is ClaimsRequest =>
  core.safeParse(schema, value).success

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
