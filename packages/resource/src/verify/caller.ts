import { isCapable } from '@caefetch/core/msal'
import * as z from 'zod'
import { canonicalId } from '../canonical-id.ts'

/** The claims of an access token as it was issued; the named ones are those this package reads. */
export interface AccessTokenClaims {
  /** Who issued the token. */
  readonly iss?: string | undefined
  /** Whom it is for: the API. */
  readonly aud?: string | readonly string[] | undefined
  /** When it was issued, in seconds since the epoch. */
  readonly iat?: number | undefined
  /** From when on it is good, in seconds since the epoch. */
  readonly nbf?: number | undefined
  /** Until when it is good, in seconds since the epoch. */
  readonly exp?: number | undefined
  /** The tenant. */
  readonly tid?: string | undefined
  /** The user or service principal in that tenant. */
  readonly oid?: string | undefined
  /** The user, under another id for each application. */
  readonly sub?: string | undefined
  /** The session; an optional claim. */
  readonly sid?: string | undefined
  /** The token's id. */
  readonly uti?: string | undefined
  /** The client, in v2.0 tokens. */
  readonly azp?: string | undefined
  /** The client, in v1.0 tokens. */
  readonly appid?: string | undefined
  /** `app` in the token of an application by itself; an optional claim. */
  readonly idtyp?: string | undefined
  /** The delegated permissions, separated by spaces. */
  readonly scp?: string | undefined
  /** The roles, of a user or of an application. */
  readonly roles?: string | readonly string[] | undefined
  /** The authentication contexts that are satisfied; an optional claim. */
  readonly acrs?: string | readonly string[] | undefined
  /** The capabilities that the client has declared; an optional claim. */
  readonly xms_cc?: string | readonly string[] | undefined
  /** Seconds since the epoch; an optional claim that the API's registration asks for. */
  readonly auth_time?: number | undefined
  /** An optional claim that the API's registration asks for. */
  readonly ipaddr?: string | undefined
  readonly [claim: string]: unknown
}

/**
 * Who calls, as a verified access token says; GUIDs are in lower case.
 *
 * @see [Access token claims](https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference)
 */
export interface Caller {
  /** The token's claims, frozen. */
  readonly claims: AccessTokenClaims
  /** Whether the token acts for a user, or for the application alone. */
  readonly kind: 'user' | 'app'
  /** `tid`. */
  readonly tenantId: string | undefined
  /** `oid`; of other issuers than Entra, `sub`. */
  readonly objectId: string | undefined
  /** `azp`, or `appid` of v1.0 tokens; of other issuers than Entra, `client_id` or `cid`. */
  readonly clientId: string | undefined
  /** `sid`, where the API's registration asks for it. */
  readonly sessionId: string | undefined
  /** `uti`; of other issuers than Entra, `jti`. */
  readonly tokenId: string | undefined
  /** `scp`; of other issuers than Entra, `scope`. */
  readonly scopes: readonly string[]
  /** `roles`. */
  readonly roles: readonly string[]
  /** `acrs`: the authentication contexts that the token satisfies. */
  readonly authContexts: readonly string[]
  /** Whether the client has declared, by `cp1` in `xms_cc`, that it answers claims challenges. */
  readonly isCapable: boolean
  /**
   * Whether `xms_ssm` says that the token was issued in a CAE session. Microsoft does not document the
   * claim: a hint for diagnosis, which decides nothing.
   */
  readonly isCaeSession: boolean | undefined
}

const text = z.string().optional()
const strings = z
  .union([
    z.string().transform((value) => value.split(/[\s,]+/).filter(Boolean)),
    z.string().array(),
  ])
  .default([])

const schema = z.object({
  tid: text,
  oid: text,
  sub: text,
  sid: text,
  uti: text,
  jti: text,
  azp: text,
  appid: text,
  client_id: text,
  cid: text,
  idtyp: text,
  scp: strings,
  scope: strings,
  roles: strings,
  acrs: strings,
  xms_cc: strings,
  iat: z.number(),
  exp: z.number().optional(),
  auth_time: z.number().optional(),
  ipaddr: text,
  xms_ssm: z.unknown().optional(),
})

/** Reads the claims of a verified token; undefined where a claim is not what it has to be. */
export function toCaller(claims: AccessTokenClaims): Caller | undefined {
  const { data } = schema.safeParse(claims)
  if (!data) return undefined
  const scopes = [...data.scp, ...data.scope]
  return Object.freeze({
    claims: freeze(claims),
    kind:
      data.idtyp === 'app' || (data.idtyp === undefined && scopes.length === 0) ? 'app' : 'user',
    tenantId: canonicalId(data.tid),
    objectId: canonicalId(data.oid ?? data.sub),
    clientId: canonicalId(data.azp ?? data.appid ?? data.client_id ?? data.cid),
    sessionId: canonicalId(data.sid),
    tokenId: data.uti ?? data.jti,
    scopes: Object.freeze(scopes),
    roles: Object.freeze(data.roles),
    authContexts: Object.freeze(data.acrs),
    isCapable: isCapable(data.xms_cc),
    isCaeSession: data.xms_ssm === undefined ? undefined : String(data.xms_ssm) === '1',
  })
}

/** One request must not change what the next one with the same token sees. */
function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const member of Object.values(value)) freeze(member)
  return value
}
