import * as z from 'zod'
import { isGuid } from '../canonical-id.ts'
import { aFunction, algorithms, names, safeUrl, seconds } from '../option-schemas.ts'
import type { Revocations } from '../revocations/revocations.ts'
import { cloudOf } from '../verify/clouds.ts'
import type { Tenants } from '../verify/issuers.ts'
import { isNetwork } from './client-address.ts'
import type { RefusalReason } from './demand.ts'
import type { LocationOptions } from './location.ts'

/** A call that was refused. Nothing of the token or of the challenge is in it. */
export interface GuardEvent {
  /** What kind of event it is. */
  readonly type: 'refused'
  /** The status that the caller gets. */
  readonly status: number
  /** Which of the causes it was; docs/troubleshooting.md says of each what to change. */
  readonly reason: RefusalReason
  /** What is wrong with the token, or what is missing; for the operator, who is told more than the caller. */
  readonly detail: string
  /** The audience, issuer, algorithm or key id of the token, where that is at fault. */
  readonly found?: string | undefined
  /** What the guard takes instead. */
  readonly expected?: readonly string[] | undefined
  /** Whether the client answers claims challenges; undefined where the token says nothing. */
  readonly isCapable: boolean | undefined
}

/** Options of {@link createGuard}. */
export interface GuardOptions {
  /**
   * The tenants whose tokens are taken: an id, several, or a function that knows them. Tokens are asked
   * of it when they are verified, not at each call. Only with an `issuer` other than Entra it may be left out.
   */
  tenantId?: Tenants | undefined
  /**
   * The API's client id, which stands in v2.0 tokens, and its application ID URI, which stands in those
   * of v1.0: give both. Tokens for any one are taken, with and without `api://` and a slash at the end.
   */
  audience: string | readonly string[]
  /** The `iss` of tokens; `{tenantid}` stands for their `tid`. Default: Entra's, of v2.0 and v1.0. */
  issuer?: string | readonly string[] | undefined
  /** Where the issuer's keys are. Default: Entra's, for `tenantId`. */
  jwksUri?: string | undefined
  /** What is revoked. Default: nothing ever is. */
  revocations?: Revocations | undefined
  /** Binds tokens to the address they were issued for (the optional claim `ipaddr`). Default: not at all. */
  location?: LocationOptions | undefined
  /** Signature algorithms. Default: `['RS256']`, Entra's. */
  algorithms?: readonly string[] | undefined
  /** How much clocks may differ, in seconds. Default: 60. */
  clockTolerance?: number | undefined
  /** How many verified tokens are remembered, without their signatures. Default: 10,000. */
  cacheSize?: number | undefined
  /** How much memory the verified tokens may take, in bytes. Default: 64 MiB. */
  cacheBytes?: number | undefined
  /** After how many seconds a token is verified again. Default: 600. */
  cacheAge?: number | undefined
  /** The least number of seconds between two fetches of keys, whatever comes. Default: 30. */
  keyCooldown?: number | undefined
  /** What becomes of tokens that are bound to a key (`cnf`), which whoever steals one could not use. Default: `'refuse'`. */
  boundTokens?: 'refuse' | 'accept' | undefined
  /**
   * What stands before a scope's short name where a client asks for it, such as `api://orders/`; challenges
   * name scopes with it. Default: the application ID URI of `audience`, or the client id; of other issuers
   * than Microsoft's, nothing.
   */
  scopePrefix?: string | undefined
  /** The `realm` of challenges. Default: empty, for every tenant. */
  realm?: string | undefined
  /** Where clients authorize. Default: Entra's common endpoint; none for another `issuer`. */
  authorizationUri?: string | undefined
  /** The API's client id, for challenges. Default: not said. */
  clientId?: string | undefined
  /** The URL of the API's protected resource metadata (RFC 9728). Default: none. */
  resourceMetadata?: string | undefined
  /** Whether step-ups are asked for as in RFC 9470 too. Default: `false`. */
  rfc9470?: boolean | undefined
  /** Hears of every refusal. */
  onEvent?: ((event: GuardEvent) => void) | undefined
  /** The clock, in milliseconds since the epoch. Default: `Date.now`. */
  now?: (() => number) | undefined
  /** Fetches the keys. Default: the global `fetch`. */
  fetch?: ((request: Request) => Promise<Response>) | undefined
}

const networks = z
  .array(z.string().refine(isNetwork, 'must be an address or a network such as 10.0.0.0/8'))
  .readonly()
  .optional()

/** The options, checked and with every default filled in. */
export interface GuardPlan
  extends Omit<GuardOptions, 'audience' | 'issuer' | FilledIn>,
    Required<{ [K in FilledIn]: NonNullable<GuardOptions[K]> }> {
  readonly audience: readonly string[]
  readonly issuer?: readonly string[] | undefined
}

type FilledIn =
  | 'algorithms'
  | 'clockTolerance'
  | 'cacheSize'
  | 'cacheBytes'
  | 'cacheAge'
  | 'boundTokens'
  | 'scopePrefix'
  | 'keyCooldown'
  | 'realm'
  | 'rfc9470'
  | 'now'

const aTenant = 'must be the id of a tenant (a GUID), a list of ids, or a function that takes one'

export const guardSchema: z.ZodType<GuardPlan> = z
  .strictObject({
    tenantId: z
      .union(
        [
          z.guid(aTenant),
          z.array(z.guid(aTenant)).min(1).readonly(),
          aFunction<Exclude<Tenants, string>>(),
        ],
        aTenant,
      )
      .optional(),
    audience: names,
    issuer: names.optional(),
    jwksUri: safeUrl.optional(),
    revocations: z
      .custom<Revocations>(
        (value) => typeof Object(value).revokedAt === 'function',
        'must come from createRevocations',
      )
      .optional(),
    location: z.strictObject({ networks, trustedProxies: networks }).optional(),
    algorithms: algorithms.default(['RS256']),
    clockTolerance: seconds.default(60),
    cacheSize: z.int().min(1).default(10_000),
    cacheBytes: z.int().min(1).default(67_108_864),
    cacheAge: seconds.default(600),
    keyCooldown: seconds.default(30),
    boundTokens: z.enum(['refuse', 'accept']).default('refuse'),
    scopePrefix: z.string().optional(),
    realm: z.string().default(''),
    authorizationUri: z.url().optional(),
    clientId: z.string().min(1).optional(),
    resourceMetadata: z.url().optional(),
    rfc9470: z.boolean().default(false),
    onEvent: aFunction<(event: GuardEvent) => void>().optional(),
    now: aFunction<() => number>().default(() => Date.now),
    fetch: aFunction<(request: Request) => Promise<Response>>().optional(),
  })
  .refine(({ tenantId, issuer }) => tenantId !== undefined || issuer !== undefined, {
    path: ['tenantId'],
    message: 'must say whose tokens are taken: the id of your tenant',
  })
  .refine(({ tenantId, issuer }) => tenantId !== undefined || !issuer?.join().includes('{'), {
    path: ['tenantId'],
    message: 'is needed where the issuer has {tenantid} in it',
  })
  .refine(({ issuer, jwksUri }) => issuer === undefined || jwksUri !== undefined, {
    path: ['jwksUri'],
    message: 'is needed with an issuer of your own: the jwks_uri of its metadata',
  })
  .transform((plan) => ({ ...plan, scopePrefix: plan.scopePrefix ?? scopePrefixOf(plan) }))

/** Entra's clients ask for scopes by the API's URI, or by its client id, which every API has. */
function scopePrefixOf({
  tenantId,
  issuer = [],
  audience,
}: Pick<GuardPlan, 'tenantId' | 'issuer' | 'audience'>): string {
  const isMicrosofts = tenantId !== undefined || issuer.some((each) => cloudOf(each) !== undefined)
  const api = audience.find((each) => each.includes('://')) ?? audience.find(isGuid)
  return isMicrosofts && api !== undefined ? `${api.replace(/\/$/, '')}/` : ''
}
