import { authContext, type ClaimsRequest, ConfigurationError } from '@caefetch/core'
import type { Caller } from '../verify/caller.ts'
import type { Demand } from './demand.ts'

/** What a guard looks at of a request; a `Request` is one. */
export interface GuardRequest {
  readonly headers: { get(name: string): string | null }
  readonly method?: string
  readonly url?: string
}

type OneOrMore = string | readonly string[]

/** What an operation requires of its caller; all members that are given must hold. */
export interface Requirement {
  /**
   * Delegated permissions (`scp`), all of them. With `roles` beside it, scopes are required of tokens
   * that act for a user, and a role of tokens of an application alone.
   */
  scopes?: OneOrMore | undefined
  /** App roles (`roles`), any one of them. */
  roles?: OneOrMore | undefined
  /** Authentication contexts (`acrs`), any one of them; a function may choose by tenant and operation. */
  authContext?:
    | OneOrMore
    | ((caller: Caller, request: GuardRequest) => OneOrMore | undefined)
    | undefined
  /** How long ago the user may have signed in, in seconds. Needs the optional claim `auth_time`. */
  maxAge?: number | undefined
  /** Whether the client must have declared that it answers claims challenges. Default: `false`. */
  capable?: boolean | undefined
  /** Anything else; where it says no, the answer is 403. */
  allow?: ((caller: Caller, request: GuardRequest) => boolean | Promise<boolean>) | undefined
}

/** A permission that is missing. */
export interface Missing {
  readonly description: string
  readonly scope?: string
}

/** A list that came out empty, by a misspelt variable or a lost setting, must not open the operation. */
function list(name: keyof Requirement, value: OneOrMore | undefined): readonly string[] {
  if (value === undefined) return []
  const values = [value].flat()
  if (values.length > 0 && values.every((each) => typeof each === 'string' && each)) return values
  throw new ConfigurationError(`${name}: must name at least one, as a text or a list of texts.`)
}

/** @throws {@link ConfigurationError} for a requirement that requires nothing by mistake. */
export function checkRequirement({ scopes, roles, authContext, maxAge }: Requirement): void {
  list('scopes', scopes)
  list('roles', roles)
  if (typeof authContext !== 'function') list('authContext', authContext)
  if (maxAge === undefined || maxAge >= 0) return
  throw new ConfigurationError('maxAge: must be a number of seconds.')
}

/** The permission that the caller lacks, which no challenge can bring. */
export function missingPermission(caller: Caller, requirement: Requirement): Missing | undefined {
  const scopes = list('scopes', requirement.scopes)
  const roles = list('roles', requirement.roles)
  const either = scopes.length > 0 && roles.length > 0
  const needsScopes = scopes.length > 0 && !(either && caller.kind === 'app')
  const needsRole = roles.length > 0 && !(either && caller.kind === 'user')
  if (needsScopes && !scopes.every((scope) => caller.scopes.includes(scope))) {
    const scope = scopes.join(' ')
    return { description: `The scope ${scope} is needed.`, scope }
  }
  if (needsRole && !roles.some((role) => caller.roles.includes(role))) {
    return { description: `The role ${roles.join(' or ')} is needed.` }
  }
  if (requirement.capable && !caller.isCapable) {
    return { description: 'The client must declare the capability cp1.' }
  }
  if (requirement.maxAge !== undefined && caller.claims.auth_time === undefined) {
    return { description: 'The token must say when the user signed in (auth_time).' }
  }
  return undefined
}

/** What the requirement's own function says no to; there is nothing to wait for where it has none. */
export function notAllowed(
  caller: Caller,
  { allow }: Requirement,
  request: GuardRequest,
): Promise<Missing | undefined> | undefined {
  const ask = async (isAllowed: NonNullable<typeof allow>): Promise<Missing | undefined> =>
    (await isAllowed(caller, request)) === true
      ? undefined
      : { description: 'The operation is not allowed for this caller.' }
  return allow && ask(allow)
}

/** What a new token would have to bring for the requirement to be met. */
export function stepUps(
  caller: Caller,
  { authContext: wanted, maxAge }: Requirement,
  request: GuardRequest,
  now: number,
): Demand[] {
  const ids = list('authContext', typeof wanted === 'function' ? wanted(caller, request) : wanted)
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
