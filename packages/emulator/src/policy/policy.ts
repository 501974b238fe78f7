import * as z from 'zod'
import { type Duration, durationSchema } from '../duration.ts'
import type { RiskLevel } from '../tenant/model.ts'

export type GrantControl = 'mfa' | 'compliantDevice'

/** A Conditional Access policy: whom and what it is about, and what it demands. */
export interface PolicyOptions {
  /** Default: a GUID that follows from the name. */
  id?: string | undefined
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
  readonly id: string
  readonly name: string
  readonly enabled: boolean
  readonly users: 'all' | readonly string[]
  readonly excludeUsers: readonly string[]
  readonly clients: 'all' | readonly string[]
  readonly workloads: 'all' | readonly string[]
  readonly resources: 'all' | readonly string[]
  readonly authContexts: readonly string[]
  readonly risk?: readonly RiskLevel[] | undefined
  readonly locations?: Locations | undefined
  readonly signInFrequency?: Duration | undefined
  readonly grant: 'block' | readonly GrantControl[]
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
