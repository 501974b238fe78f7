import { ConfigurationError } from '@caefetch/core'
import { readOptions } from '@caefetch/core/options'
import * as z from 'zod'
import { aFunction } from '../option-schemas.ts'
import type { Caller } from '../verify/caller.ts'

/** What a guard looks at of a request; a `Request` is one. */
export interface GuardRequest {
  /** Its headers; `get` takes names in any case. */
  readonly headers: { get(name: string): string | null }
  /** Its method, for `allow` and `authContext`. */
  readonly method?: string
  /** Its URL or path, for `allow` and `authContext`. */
  readonly url?: string
}

type OneOrMore = string | readonly string[]

/** What an operation requires of its caller; all members that are given must hold. */
export interface Requirement {
  /**
   * Delegated permissions (`scp`), all of them, by their short names or with the API's URI before them.
   * With `roles` beside it, scopes are required of tokens that act for a user, and a role of tokens of an
   * application alone.
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

/** A requirement that was checked; lists are empty where nothing is required. */
export interface RequirementPlan extends Pick<Requirement, 'maxAge' | 'capable' | 'allow'> {
  readonly scopes: readonly string[]
  readonly roles: readonly string[]
  readonly authContext: readonly string[] | ContextChoice
}

type ContextChoice = Extract<Requirement['authContext'], (...args: never) => unknown>

// A list that came out empty, by a misspelt variable or a lost setting, must not open the operation.
const isName = (value: unknown): boolean => typeof value === 'string' && /^[^\s,]+$/.test(value)
const isNames = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 && value.every(isName) : isName(value)

const namesRule = 'must name at least one, as a text or a list of texts without spaces and commas'
const names = z.custom<OneOrMore>(isNames, namesRule)
const contexts = z.custom<OneOrMore | ContextChoice>(
  (value) => typeof value === 'function' || isNames(value),
  namesRule,
)

const schema: z.ZodType<Requirement> = z.strictObject({
  scopes: names.optional(),
  roles: names.optional(),
  authContext: contexts.optional(),
  maxAge: z.number('must be a number of seconds').min(0, 'must be 0 or more').optional(),
  capable: z.boolean('must be true or false').optional(),
  allow: aFunction<NonNullable<Requirement['allow']>>().optional(),
})

const toList = (value: OneOrMore | undefined): readonly string[] =>
  value === undefined ? none : typeof value === 'string' ? [value] : [...value]
const none: readonly string[] = []

const plans = new WeakMap<Requirement, RequirementPlan>()

/**
 * Checks a requirement. One that is frozen and comes again was checked before; any other may have been
 * changed since.
 *
 * @throws {@link ConfigurationError} for a misspelt key, and for what requires nothing by mistake.
 */
export function readRequirement(requirement: Requirement, where: string): RequirementPlan {
  const known = plans.get(requirement)
  if (known) return known
  const plan = toPlan(requirement, where)
  if (isFixed(requirement)) plans.set(requirement, plan)
  return plan
}

/** A copy that nobody can change, of a requirement that is checked once for many calls. */
export function fixRequirement(requirement: Requirement, where: string): Requirement {
  const { scopes, roles, authContext, ...rest } = toPlan(requirement, where)
  const isRequired = (list: RequirementPlan['authContext']): boolean =>
    typeof list === 'function' || list.length > 0
  return Object.freeze({
    ...rest,
    ...(isRequired(scopes) && { scopes: Object.freeze(scopes) }),
    ...(isRequired(roles) && { roles: Object.freeze(roles) }),
    ...(isRequired(authContext) && { authContext: fixed(authContext) }),
  })
}

const fixed = (contexts: RequirementPlan['authContext']): RequirementPlan['authContext'] =>
  typeof contexts === 'function' ? contexts : Object.freeze(contexts)

const isFixed = (requirement: Requirement): boolean =>
  Object.isFrozen(requirement) &&
  Object.values(requirement).every((value) => !Array.isArray(value) || Object.isFrozen(value))

function toPlan(requirement: Requirement, where: string): RequirementPlan {
  const { scopes, roles, authContext, ...rest } = readOptions(schema, requirement, where)
  const members = Object.values(requirement)
  if (members.length > 0 && members.every((member) => member === undefined)) {
    throw new ConfigurationError(`${where}: the requirement names nothing: all of it is undefined.`)
  }
  return {
    ...rest,
    scopes: toList(scopes),
    roles: toList(roles),
    authContext: typeof authContext === 'function' ? authContext : toList(authContext),
  }
}

/** @throws {@link ConfigurationError} for what is no list of authentication contexts. */
export function readContexts(authContext: OneOrMore | undefined): readonly string[] {
  if (authContext === undefined) return none
  return toList(readOptions(contextsSchema, { authContext }, 'check').authContext)
}

const contextsSchema = z.strictObject({ authContext: names })
