import { milliseconds } from '../duration.ts'
import { refuse } from '../errors/catalog.ts'
import type { EntraError } from '../errors/entra-error.ts'
import type { Session } from '../sign-in/sessions.ts'
import type { App, Location, Resource, User } from '../tenant/model.ts'
import type { ClaimsDemand } from './claims-demand.ts'
import { isInRange } from './ip-range.ts'
import type { Locations, Policy } from './policy.ts'

/** Who asks for access to what, and what they have shown so far. */
export interface Access {
  readonly client: App
  readonly resource: Resource
  /** The user's session; none when an application acts for itself. */
  readonly session: Session | undefined
  readonly demand: ClaimsDemand
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** What is missing, the hardest to mend first. */
type Need = 'block' | 'device' | 'sign-in' | 'enrol' | 'mfa'

export type Decision =
  | { readonly granted: true }
  | { readonly granted: false; readonly need: Need; readonly error: EntraError }

const hardestFirst: readonly Need[] = ['block', 'device', 'sign-in', 'enrol', 'mfa']

/** Whether Conditional Access lets this token be issued, and if not, what it takes. */
export function evaluate(policies: Iterable<Policy>, access: Access): Decision {
  const { session, demand } = access
  if (session && demand.notBefore !== undefined && session.authTime / 1000 < demand.notBefore) {
    const nbf = { essential: true, value: String(demand.notBefore) }
    const error = refuse.freshSignIn({ access_token: { nbf } })
    return { granted: false, need: 'sign-in', error }
  }
  const contexts = [...demand.authContexts, ...demand.idTokenContexts]
  const unmet = [...policies].flatMap((policy) => {
    const need = isInForce(policy, access, contexts) ? needOf(policy, access) : undefined
    return need ? [{ policy, need }] : []
  })
  const need = hardestFirst.find((each) => unmet.some((one) => one.need === each))
  if (!need) return { granted: true }
  const failed = unmet.map(({ policy }) => policy)
  return { granted: false, need, error: toError(need, access, claimsFor(failed, demand)) }
}

/** Those of the authentication contexts that are met as things stand; one without a policy always is. */
export function metContexts(
  policies: Iterable<Policy>,
  access: Access,
  ids: readonly string[],
): string[] {
  const all = [...policies]
  return ids.filter(
    (id) => !all.some((policy) => bindsContexts(policy, access, [id]) && needOf(policy, access)),
  )
}

function isInForce(policy: Policy, access: Access, contexts: readonly string[]): boolean {
  return bindsContexts(policy, access, contexts) || bindsResource(policy, access)
}

/** Whether the policy guards one of the authentication contexts. */
function bindsContexts(policy: Policy, access: Access, contexts: readonly string[]): boolean {
  const isGuarded = policy.authContexts.some((id) => contexts.includes(id))
  return policy.enabled && isGuarded && concerns(policy, access)
}

/** Whether the policy guards the resource, or was asked for by id. */
function bindsResource(policy: Policy, access: Access): boolean {
  if (!policy.enabled || !concerns(policy, access)) return false
  if (access.demand.policies.includes(policy.id)) return true
  return policy.authContexts.length === 0 && includes(policy.resources, access.resource.uri)
}

function concerns(policy: Policy, { client, session, demand }: Access): boolean {
  if (!session) return policy.authContexts.length > 0 || includes(policy.workloads, client.name)
  const { user } = session
  if (!includes(policy.users, user.upn) || policy.excludeUsers.includes(user.upn)) return false
  if (!includes(policy.clients, client.name)) return false
  if (policy.risk && !policy.risk.includes(user.risk)) return false
  return !policy.locations || isAt(policy.locations, placesOf(user, demand))
}

/** Where the user is, and where the resource saw the call come from when it says so. */
function placesOf({ location }: User, { address }: ClaimsDemand): Location[] {
  if (address === undefined || address === location.ip) return [location]
  return [location, { country: '', ip: address }]
}

function isAt({ include, exclude = [] }: Locations, places: Location[]): boolean {
  return places.some(
    (place) => (include === undefined || isAmong(include, place)) && !isAmong(exclude, place),
  )
}

function isAmong(list: readonly string[], { country, ip }: Location): boolean {
  return list.some((each) =>
    each.includes('/') ? isInRange(ip, each) : each === country || each === ip,
  )
}

function needOf(policy: Policy, { session, now }: Access): Need | undefined {
  if (policy.grant === 'block') return 'block'
  const controls = policy.grant.map((control): Need | undefined => {
    if (control === 'compliantDevice') return session?.user.deviceCompliant ? undefined : 'device'
    if (session?.mfaTime !== undefined) return undefined
    return session && !session.user.canMfa ? 'enrol' : 'mfa'
  })
  const isMet = policy.operator === 'any' && controls.includes(undefined)
  const open = isMet ? [] : controls.filter((need) => need !== undefined)
  // Of several that would do, the one that is easiest to show.
  const needs =
    policy.operator === 'any' ? hardestFirst.filter((n) => open.includes(n)).slice(-1) : open
  const { signInFrequency } = policy
  if (session && signInFrequency !== undefined) {
    if (now - session.authTime > milliseconds(signInFrequency)) needs.push('sign-in')
  }
  return hardestFirst.find((need) => needs.includes(need))
}

function claimsFor(failed: readonly Policy[], demand: ClaimsDemand): object {
  const contexts = demand.authContexts.filter((id) =>
    failed.some((policy) => policy.authContexts.includes(id)),
  )
  return {
    access_token: {
      ...(contexts.length === 1 && { acrs: { essential: true, value: contexts[0] } }),
      ...(contexts.length > 1 && { acrs: { essential: true, values: contexts } }),
      capolids: { essential: true, values: failed.map(({ id }) => id) },
    },
  }
}

function toError(need: Need, { resource }: Access, claims: object): EntraError {
  switch (need) {
    case 'block':
      return refuse.blocked(claims)
    case 'device':
      return refuse.deviceNeeded(claims)
    case 'sign-in':
      return refuse.signInFrequency(claims)
    case 'enrol':
      return refuse.mfaEnrolment(resource.clientId, claims)
    case 'mfa':
      return refuse.mfaNeeded(resource.clientId, claims)
  }
}

function includes(names: 'all' | readonly string[], name: string): boolean {
  return names === 'all' || names.includes(name)
}
