import type { ClaimsRequest } from '@caefetch/core'

/** What every dialect leaves open. */
export interface ChallengeResponseOptions {
  /** Default: 401; 403 where the dialect says so. */
  status?: 401 | 403
  /**
   * What a page on another origin gets to see: `exposed` sends `Access-Control-Expose-Headers`;
   * `hidden` is the response as the browser hands it on without that header: of type `cors`, with no
   * `WWW-Authenticate` left to read. msw keeps no type. Default: `exposed`.
   */
  cors?: 'exposed' | 'hidden'
  /** Default: an error as JSON, in the shape Microsoft's APIs use. A stream does for one response. */
  body?: NonNullable<RequestInit['body']> | null
}

/** A Bearer challenge whose `claims` are base64. */
export interface EncodedClaimsOptions extends ChallengeResponseOptions {
  /**
   * Who sends it; Default: `entra`.
   *
   * - `entra`: as Microsoft documents it for any API
   * - `graph`: Microsoft Graph, with `client_id`, `errorDescription`, and a space in the JSON
   * - `graph2022`: Graph's header of 2022, whose `authorization_uri` has no quotes
   * - `graphPop`: Graph to a client that can do PoP: two challenges in one header
   * - `arm`: Azure Resource Manager, with `invalid_token`
   * - `ipPolicy`: a tenant's IP policy, with `invalid_token` and no base64 padding
   * - `keyVault`: Key Vault, which adds `xms_caeerror`
   */
  dialect?: 'entra' | 'graph' | 'graph2022' | 'graphPop' | 'arm' | 'ipPolicy' | 'keyVault'
  /** What the next token must hold. Default: what the sender asks for after a revocation. */
  claims?: ClaimsRequest
  /** The `authorization_uri`. Default: the sender's. */
  authorizationUri?: string
}

/**
 * Dataverse: values without quotes. How it sends claims is not on record; they follow here as `entra`
 * has them.
 */
export interface DataverseOptions extends Omit<EncodedClaimsOptions, 'dialect'> {
  /** Who sends the challenge. */
  dialect: 'dataverse'
  /** The organization's URL. Default: `https://contoso.crm.dynamics.com/`. */
  resourceId?: string
}

/** Microsoft.Identity.Web: a 403 with the claims as raw JSON, its quotes not escaped. */
export interface IdentityWebOptions extends ChallengeResponseOptions {
  /** Who sends the challenge. */
  dialect: 'identityWeb403'
  /** Default: a revocation. */
  claims?: ClaimsRequest
  /** Where the user can consent. Default: an authorization URL for `scopes`. */
  consentUri?: string
  /** Default: `User.Read`. */
  scopes?: readonly string[]
}

/**
 * RFC 9470's step-up: it has no claims, so {@link readClaimsChallenge} finds none in it.
 *
 * @see [RFC 9470 §3](https://www.rfc-editor.org/rfc/rfc9470#section-3)
 */
export interface StepUpOptions extends ChallengeResponseOptions {
  /** Who sends the challenge. */
  dialect: 'rfc9470'
  /** Authentication contexts, of which any one will do. Default: `c1`, unless there is a `maxAge`. */
  acrValues?: readonly string[]
  /** How long ago the user may have signed in, in seconds. Default: any time. */
  maxAge?: number
}

/** What {@link claimsChallenge} takes; everything has a default. */
export type ClaimsChallengeOptions =
  | EncodedClaimsOptions
  | DataverseOptions
  | IdentityWebOptions
  | StepUpOptions

/** Who sends the challenge. */
export type ChallengeDialect = NonNullable<ClaimsChallengeOptions['dialect']>
