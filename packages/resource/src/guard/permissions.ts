import type { Audience } from '../verify/audience.ts'
import type { Caller } from '../verify/caller.ts'
import type { GuardRequest, RequirementPlan } from './requirement.ts'

/** A permission that is missing. */
export interface Missing {
  readonly description: string
  readonly scope?: string
}

/** The scopes of an API: by their short names in tokens, and behind its URI where clients ask for them. */
export interface Scopes {
  /** As a token holds it. */
  short(scope: string): string
  /** As a client asks for it. */
  full(scope: string): string
}

export const createScopes = (prefix: string, audience: Audience): Scopes => ({
  short(scope) {
    if (prefix && scope.startsWith(prefix)) return scope.slice(prefix.length)
    const end = scope.lastIndexOf('/')
    return end > 0 && audience.has(scope.slice(0, end)) ? scope.slice(end + 1) : scope
  },
  full: (scope) => (scope.includes('://') || scope.startsWith(prefix) ? scope : prefix + scope),
})

/** What clients ask for so that a requirement is met. */
export const scopeOf = ({ scopes: wanted }: RequirementPlan, scopes: Scopes): string =>
  wanted.map((scope) => scopes.full(scope)).join(' ')

/** The permission that the caller lacks, which no challenge can bring. */
export function missingPermission(
  caller: Caller,
  plan: RequirementPlan,
  scopes: Scopes,
): Missing | undefined {
  const { roles } = plan
  const either = plan.scopes.length > 0 && roles.length > 0
  const needsScopes = plan.scopes.length > 0 && !(either && caller.kind === 'app')
  const needsRole = roles.length > 0 && !(either && caller.kind === 'user')
  if (needsScopes && !plan.scopes.every((scope) => holds(caller, scope, scopes))) {
    return {
      description: `The scope ${plan.scopes.join(' ')} is needed.`,
      scope: scopeOf(plan, scopes),
    }
  }
  if (needsRole && !roles.some((role) => caller.roles.includes(role))) {
    return { description: `The role ${roles.join(' or ')} is needed.` }
  }
  if (plan.capable && !caller.isCapable) {
    return { description: 'The client must declare the capability cp1.' }
  }
  if (plan.maxAge !== undefined && caller.claims.auth_time === undefined) {
    return { description: 'The token must say when the user signed in (auth_time).' }
  }
  return undefined
}

const holds = (caller: Caller, scope: string, scopes: Scopes): boolean =>
  caller.scopes.includes(scope) || caller.scopes.includes(scopes.short(scope))

/** What the requirement's own function says no to; there is nothing to wait for where it has none. */
export function notAllowed(
  caller: Caller,
  { allow }: RequirementPlan,
  request: GuardRequest,
): Promise<Missing | undefined> | undefined {
  const ask = async (isAllowed: NonNullable<typeof allow>): Promise<Missing | undefined> =>
    (await isAllowed(caller, request)) === true
      ? undefined
      : { description: 'The operation is not allowed for this caller.' }
  return allow && ask(allow)
}
