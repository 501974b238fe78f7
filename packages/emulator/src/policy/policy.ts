import * as z from 'zod'
import { type Duration, durationSchema } from '../duration.ts'
import type { RiskLevel } from '../tenant/model.ts'

/** What a user can be made to show. */
export type GrantControl = 'mfa' | 'compliantDevice'

/** A Conditional Access policy: whom and what it is about, and what it demands. */
export interface PolicyOptions {
  /** Default: a GUID that follows from the name. */
  id?: string | undefined
  /** What it is called: a second policy of the same name replaces it. */
  name: string
  /** Default: `true`. */
  enabled?: boolean | undefined
  /** User principal names. Default: `all`. */
  users?: 'all' | readonly string[] | undefined
  /** User principal names that the policy leaves alone. Default: none. */
  excludeUsers?: readonly string[] | undefined
  /** Names of client applications that users sign in with. Default: `all`. */
  clients?: 'all' | readonly string[] | undefined
  /** Names of applications that act without a user. Default: none; a policy with `authContexts` always binds them. */
  workloads?: 'all' | readonly string[] | undefined
  /** Application ID URIs; not looked at when `authContexts` are given. Default: `all`. */
  resources?: 'all' | readonly string[] | undefined
  /** Authentication contexts (`c1`…`c99`) that the policy guards. Default: none. */
  authContexts?: readonly string[] | undefined
  /** Only users at these risk levels. Default: at any. */
  risk?: readonly RiskLevel[] | undefined
  /** Only from these countries or addresses. Default: from anywhere. */
  locations?: Locations | undefined
  /** How old a sign-in may be. Default: any age. */
  signInFrequency?: Duration | undefined
  /** What must be shown, or `block`. Default: nothing. */
  grant?: 'block' | readonly GrantControl[] | undefined
  /** Whether all of the controls must be shown, or any one of them. Default: `all`. */
  operator?: 'all' | 'any' | undefined
}

/** Countries (`NL`), IP addresses and ranges of them (`203.0.113.0/24`). */
export interface Locations {
  /** Default: every location. */
  include?: readonly string[] | undefined
  /** Default: none. */
  exclude?: readonly string[] | undefined
}

/** A policy with its defaults filled in. */
export interface Policy {
  /** Its id, a GUID by default. */
  readonly id: string
  /** What it is called. */
  readonly name: string
  /** Whether it is in force. */
  readonly enabled: boolean
  /** User principal names. */
  readonly users: 'all' | readonly string[]
  /** User principal names that it leaves alone. */
  readonly excludeUsers: readonly string[]
  /** Names of client applications that users sign in with. */
  readonly clients: 'all' | readonly string[]
  /** Names of applications that act without a user. */
  readonly workloads: 'all' | readonly string[]
  /** Application ID URIs; not looked at when `authContexts` are given. */
  readonly resources: 'all' | readonly string[]
  /** Authentication contexts that it guards. */
  readonly authContexts: readonly string[]
  /** The risk levels that it is about; undefined for any. */
  readonly risk?: readonly RiskLevel[] | undefined
  /** Where it holds; undefined for everywhere. */
  readonly locations?: Locations | undefined
  /** How old a sign-in may be; undefined for any age. */
  readonly signInFrequency?: Duration | undefined
  /** What must be shown, or `block`. */
  readonly grant: 'block' | readonly GrantControl[]
  /** Whether all of the controls must be shown, or any one of them. */
  readonly operator: 'all' | 'any'
}

const names = z.array(z.string().min(1)).readonly()
const allOrNames = z.union([z.literal('all'), names])

/** @internal */
export const policySchema: z.ZodType<
  Omit<Policy, 'id'> & { id?: string | undefined },
  PolicyOptions
> = z.strictObject({
  id: z.guid().optional(),
  name: z.string().min(1),
  enabled: z.boolean().default(true),
  users: allOrNames.default('all'),
  excludeUsers: names.default([]),
  clients: allOrNames.default('all'),
  workloads: allOrNames.default([]),
  resources: allOrNames.default('all'),
  authContexts: names.default([]),
  risk: z
    .array(z.enum(['none', 'low', 'medium', 'high']))
    .readonly()
    .optional(),
  locations: z.strictObject({ include: names.optional(), exclude: names.optional() }).optional(),
  signInFrequency: durationSchema.optional(),
  grant: z
    .union([z.literal('block'), z.array(z.enum(['mfa', 'compliantDevice'])).readonly()])
    .default([]),
  operator: z.enum(['all', 'any']).default('all'),
})
