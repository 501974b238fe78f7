import { readOptions } from '@caefetch/core/options'
import { createAudience } from '../verify/audience.ts'
import { cachedVerify } from '../verify/cached-verify.ts'
import { type AccessTokenClaims, type Caller, toCaller } from '../verify/caller.ts'
import { readCredentials } from '../verify/credentials.ts'
import { detailOf, faultOf, type TokenFault } from '../verify/faults.ts'
import { entraKeys } from '../verify/issuers.ts'
import { isIdToken } from '../verify/token-kind.ts'
import { createVerify, isFault } from '../verify/verify-token.ts'
import type { Demand } from './demand.ts'
import { createLocationCheck } from './location.ts'
import { type GuardEvent, type GuardOptions, guardSchema } from './options.ts'
import { createScopes, missingPermission, notAllowed, scopeOf } from './permissions.ts'
import { commonAuthorizationUri, createRefusals } from './refusals.ts'
import {
  type GuardRequest,
  type Requirement,
  type RequirementPlan,
  readRequirement,
} from './requirement.ts'
import { notBefore, stepUps } from './step-ups.ts'

/** What a guard says of a call: who calls, or the response that refuses. */
export type Verdict = Allowed | Refused

// Each names the other's members too: without `strict`, TypeScript does not tell the two apart by `ok`.

interface Allowed {
  readonly ok: true
  readonly claims: AccessTokenClaims
  readonly caller: Caller
  readonly response?: undefined
}

interface Refused {
  readonly ok: false
  readonly response: Response
  readonly claims?: undefined
  readonly caller?: undefined
}

/** What a request does not say of itself. */
export interface Connection {
  /** The address at the other end of the connection. */
  readonly peer?: string | undefined
}

/** Decides about calls to an API. */
export interface Guard {
  /**
   * Verifies the token of a request, and decides. Never rejects because of what the request holds.
   *
   * @throws {@link ConfigurationError} for a requirement with a key that nobody knows, or that requires
   * nothing by mistake.
   */
  check(request: GuardRequest, requirement?: Requirement, connection?: Connection): Promise<Verdict>
  /**
   * Decides about a token that was verified already, by this guard or by someone else.
   *
   * @throws {@link ConfigurationError} as `check` does.
   */
  authorize(
    claims: AccessTokenClaims,
    requirement?: Requirement,
    request?: GuardRequest,
    connection?: Connection,
  ): Promise<Verdict>
}

const noRequest: GuardRequest = { headers: { get: () => null } }
const nothing: Requirement = Object.freeze({})

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
  const scopes = createScopes(plan.scopePrefix, createAudience(plan.audience))
  const authorizationUri =
    plan.authorizationUri ?? (plan.issuer ? undefined : commonAuthorizationUri)
  const refusals = createRefusals({ ...plan, authorizationUri })

  type About = Pick<GuardEvent, 'reason' | 'detail' | 'found' | 'expected'>

  function refuse(about: About, response: Response, caller?: Caller): Verdict {
    const { status } = response
    try {
      onEvent?.({ type: 'refused', status, ...about, isCapable: caller?.isCapable })
    } catch {
      // A listener is a guest: what it throws changes no answer.
    }
    return { ok: false, response }
  }

  function refuseToken(fault: TokenFault): Verdict {
    const { reason, told, found, expected } = fault
    const named = { ...(found !== undefined && { found }), ...(expected && { expected }) }
    const about = { reason, detail: detailOf(fault), ...named }
    const response =
      reason === 'malformed_header' ? refusals.malformedHeader() : refusals.invalidToken(told)
    return refuse(about, response)
  }

  const unavailable = (error: unknown, caller?: Caller): Verdict => {
    const detail = error instanceof Error ? `${error.name}: ${error.message}` : 'Not an error.'
    return refuse({ reason: 'unavailable', detail }, refusals.unavailable(), caller)
  }

  const unmet = (demands: readonly Demand[], caller: Caller): Verdict => {
    const [first] = demands
    const detail = demands.map(({ description }) => description).join(' ')
    const response = refusals.unmet(demands, caller.isCapable)
    return refuse({ reason: first?.reason ?? 'revoked', detail }, response, caller)
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
    required: RequirementPlan,
    request: GuardRequest,
    peer: string | undefined,
  ): Promise<Verdict> {
    let demands: Demand[]
    try {
      demands = await outdated(caller, request, peer)
    } catch (error) {
      return unavailable(error, caller)
    }
    const missing =
      missingPermission(caller, required, scopes) ?? (await notAllowed(caller, required, request))
    // To step up would not help who has no permission.
    const wanted = missing ? [] : stepUps(caller, required, request, now() / 1000)
    if (demands.length > 0) return unmet([...demands, ...wanted], caller)
    if (missing) {
      const about: About = { reason: 'missing_permission', detail: missing.description }
      return refuse(about, refusals.missing(missing), caller)
    }
    if (wanted.length > 0) return unmet(wanted, caller)
    return { ok: true, claims: caller.claims, caller }
  }

  return {
    async check(request, requirement = nothing, { peer } = {}) {
      const required = readRequirement(requirement, 'check')
      const credentials = readCredentials(request.headers.get('authorization'))
      if (credentials === 'none') {
        const about: About = { reason: 'no_token', detail: 'The call has no bearer token.' }
        return refuse(about, refusals.noToken(scopeOf(required, scopes)))
      }
      if (credentials === 'malformed') return refuseToken(faultOf('malformed_header'))
      if (credentials === 'too_long') return refuse(tooLong, refusals.malformedHeader())
      let caller: Caller | TokenFault
      try {
        caller = await verify(credentials.token)
      } catch (error) {
        return unavailable(error)
      }
      return isFault(caller) ? refuseToken(caller) : decide(caller, required, request, peer)
    },
    async authorize(claims, requirement = nothing, request = noRequest, { peer } = {}) {
      const required = readRequirement(requirement, 'authorize')
      const caller = toCaller(claims)
      if (!caller) return refuseToken(faultOf('invalid_claims'))
      if (isIdToken(caller)) return refuseToken(faultOf('id_token'))
      const latest = now() / 1000 + plan.clockTolerance
      if ((claims.iat ?? 0) > latest) return refuseToken(faultOf('issued_in_future'))
      return decide(caller, required, request, peer)
    },
  }
}

const tooLong: Pick<GuardEvent, 'reason' | 'detail'> = {
  reason: 'token_too_long',
  detail: 'The token is longer than 16 KiB: have the registration emit fewer groups.',
}
