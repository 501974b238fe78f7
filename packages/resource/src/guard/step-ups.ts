import { authContext, type ClaimsRequest } from '@caefetch/core'
import type { Caller } from '../verify/caller.ts'
import type { Demand } from './demand.ts'
import { type GuardRequest, type RequirementPlan, readContexts } from './requirement.ts'

/** What a new token would have to bring for the requirement to be met. */
export function stepUps(
  caller: Caller,
  { authContext: wanted, maxAge }: RequirementPlan,
  request: GuardRequest,
  now: number,
): Demand[] {
  const ids = typeof wanted === 'function' ? readContexts(wanted(caller, request)) : wanted
  const demands: Demand[] = []
  if (ids.length > 0 && !ids.some((id) => caller.authContexts.includes(id))) {
    demands.push({
      reason: 'auth_context',
      claims: authContext(...ids),
      description: `The authentication context ${ids.join(' or ')} is needed.`,
      stepUp: { acr_values: ids.join(' ') },
    })
  }
  const signedIn = caller.claims.auth_time
  if (maxAge !== undefined && signedIn !== undefined && signedIn + maxAge < now) {
    demands.push({
      reason: 'max_age',
      claims: notBefore(now - maxAge),
      description: 'A more recent sign-in is needed.',
      stepUp: { max_age: String(maxAge) },
    })
  }
  return demands
}

/** Asks for a token whose sign-in is not older than that; the value is text, as Entra's own APIs send it. */
export function notBefore(seconds: number): ClaimsRequest {
  return { access_token: { nbf: { essential: true, value: String(Math.floor(seconds)) } } }
}
