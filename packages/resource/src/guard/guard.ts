import { readOptions } from '@caefetch/core/options'
import { cachedVerify } from '../verify/cached-verify.ts'
import { type AccessTokenClaims, type Caller, toCaller } from '../verify/caller.ts'
import { readCredentials } from '../verify/credentials.ts'
import { entraKeys } from '../verify/issuers.ts'
import { createVerify, type TokenFault } from '../verify/verify-token.ts'
import type { Demand, RefusalReason } from './demand.ts'
import { createLocationCheck } from './location.ts'
import { type GuardOptions, guardSchema } from './options.ts'
import { commonAuthorizationUri, createRefusals } from './refusals.ts'
import {
  type GuardRequest,
  missingPermission,
  notAllowed,
  notBefore,
  type Requirement,
  stepUps,
} from './requirement.ts'

/** What a guard says of a call: who calls, or the response that refuses. */
export type Verdict =
  | { readonly ok: true; readonly claims: AccessTokenClaims; readonly caller: Caller }
  | { readonly ok: false; readonly response: Response }

/** What a request does not say of itself. */
export interface Connection {
  /** The address at the other end of the connection. */
  readonly peer?: string | undefined
}

/** Decides about calls to an API. */
export interface Guard {
  /** Verifies the token of a request, and decides. Never rejects because of what the request holds. */
  check(request: GuardRequest, requirement?: Requirement, connection?: Connection): Promise<Verdict>
  /** Decides about a token that was verified already, by this guard or by someone else. */
  authorize(
    claims: AccessTokenClaims,
    requirement?: Requirement,
    request?: GuardRequest,
    connection?: Connection,
  ): Promise<Verdict>
}

const noRequest: GuardRequest = { headers: { get: () => null } }

const faults: Record<Exclude<TokenFault, 'malformed'>, string> = {
  expired: 'The access token has expired.',
  not_yet_valid: 'The access token is not valid yet.',
  wrong_audience: 'The access token is for another audience.',
  wrong_issuer: 'The access token is from another tenant or issuer.',
  not_an_access_token: 'The token is no access token with a permission.',
  invalid: 'The access token is not valid.',
  keys_unavailable: 'The keys of the issuer cannot be had.',
}

/**
 * Creates the guard of an API that is protected by Microsoft Entra, or by the issuer that is named.
 *
 * @throws {@link ConfigurationError} for options that cannot work.
 * @see [Claims challenges](https://learn.microsoft.com/entra/identity-platform/claims-challenge)
 */
export function createGuard(options: GuardOptions): Guard {
  const plan = readOptions(guardSchema, options, 'createGuard')
  const { revocations, now, onEvent } = plan
  const jwksUri = plan.jwksUri ?? entraKeys(plan.tenantId)
  const verify = cachedVerify(createVerify({ ...plan, jwksUri }), plan)
  const locate = plan.location && createLocationCheck(plan.location)
  const authorizationUri =
    plan.authorizationUri ?? (plan.issuer ? undefined : commonAuthorizationUri)
  const refusals = createRefusals({ ...plan, authorizationUri })

  function refuse(reason: RefusalReason, detail: string, response: Response, caller?: Caller) {
    const isCapable = caller?.isCapable
    onEvent?.({ type: 'refused', status: response.status, reason, detail, isCapable })
    return { ok: false, response } as const
  }

  const malformed = () => refuse('malformed_header', 'No single token.', refusals.malformedHeader())

  const unmet = (demands: readonly Demand[], caller: Caller): Verdict => {
    const [first] = demands
    const detail = demands.map(({ description }) => description).join(' ')
    const response = refusals.unmet(demands, caller.isCapable)
    return refuse(first?.reason ?? 'revoked', detail, response, caller)
  }

  /** What has become of the token since it was issued; rejects when that cannot be known. */
  async function outdated(caller: Caller, request: GuardRequest, peer: string | undefined) {
    const { claims, clientId: azp, tenantId: tid, objectId: oid } = caller
    const stamp = { tid, oid, azp, sid: caller.sessionId, uti: caller.tokenId }
    const revokedAt = await revocations?.revokedAt({ ...stamp, iat: claims.iat ?? 0 })
    const demands: Demand[] = []
    if (revokedAt !== undefined) {
      const description = 'The token was issued before it was revoked.'
      demands.push({ reason: 'revoked', claims: notBefore(revokedAt), description })
    }
    const moved = locate?.(caller, request, peer)
    return moved ? [...demands, moved] : demands
  }

  async function decide(
    caller: Caller,
    requirement: Requirement,
    request: GuardRequest,
    peer: string | undefined,
  ): Promise<Verdict> {
    let demands: Demand[]
    try {
      demands = await outdated(caller, request, peer)
    } catch {
      return refuse('unavailable', 'The revocations are down.', refusals.unavailable(), caller)
    }
    const missing =
      missingPermission(caller, requirement) ?? (await notAllowed(caller, requirement, request))
    // To step up would not help who has no permission.
    const wanted = missing ? [] : stepUps(caller, requirement, request, now() / 1000)
    if (demands.length > 0) return unmet([...demands, ...wanted], caller)
    if (missing) {
      const { description } = missing
      return refuse('missing_permission', description, refusals.missing(missing), caller)
    }
    if (wanted.length > 0) return unmet(wanted, caller)
    return { ok: true, claims: caller.claims, caller }
  }

  return {
    async check(request, requirement = {}, { peer } = {}) {
      const credentials = readCredentials(request.headers.get('authorization'))
      if (credentials === 'none') return refuse('no_token', 'No token.', refusals.noToken())
      if (credentials === 'malformed') return malformed()
      const caller = await verify(credentials.token)
      if (typeof caller === 'object') return decide(caller, requirement, request, peer)
      if (caller === 'malformed') return malformed()
      const detail = faults[caller]
      return caller === 'keys_unavailable'
        ? refuse('unavailable', detail, refusals.unavailable())
        : refuse('invalid_token', detail, refusals.invalidToken(detail))
    },
    async authorize(claims, requirement = {}, request = noRequest, { peer } = {}) {
      const caller = toCaller(claims)
      if (caller) return decide(caller, requirement, request, peer)
      return refuse('invalid_token', faults.invalid, refusals.invalidToken(faults.invalid))
    },
  }
}
