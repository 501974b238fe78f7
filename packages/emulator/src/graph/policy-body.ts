import * as z from 'zod'

/** A policy as Graph takes and gives it; members that the emulator has no use for are kept beside these. */
export interface PolicyBody {
  readonly displayName: string
  readonly state: 'enabled' | 'disabled' | 'enabledForReportingButNotEnforced'
  readonly conditions: PolicyConditions
  readonly grantControls?: PolicyGrant | null | undefined
  readonly sessionControls?: PolicySession | null | undefined
}

interface PolicyConditions {
  readonly applications: {
    readonly includeApplications: string[]
    readonly excludeApplications: string[]
    readonly includeUserActions: string[]
    readonly includeAuthenticationContextClassReferences: string[]
  }
  readonly users?: PolicyUsers | null | undefined
  readonly clientApplications?: { readonly includeServicePrincipals: string[] } | null | undefined
  readonly clientAppTypes: string[]
  readonly locations?: PolicyLocations | null | undefined
  readonly signInRiskLevels: string[]
  readonly userRiskLevels: string[]
}

/** By object id. */
interface PolicyUsers {
  readonly includeUsers: string[]
  readonly excludeUsers: string[]
  readonly includeGroups: string[]
  readonly excludeGroups: string[]
  readonly includeRoles: string[]
  readonly excludeRoles: string[]
}

/** By the ids of named locations. */
export interface PolicyLocations {
  readonly includeLocations: string[]
  readonly excludeLocations: string[]
}

interface PolicyGrant {
  readonly operator: 'AND' | 'OR'
  readonly builtInControls: ('block' | 'mfa' | 'compliantDevice' | 'domainJoinedDevice')[]
  readonly authenticationStrength?: { readonly id: string } | null | undefined
}

interface PolicySession {
  readonly signInFrequency?: SignInFrequency | null | undefined
}

interface SignInFrequency {
  readonly isEnabled: boolean
  readonly value?: number | null | undefined
  readonly type?: 'hours' | 'days' | null | undefined
  readonly frequencyInterval: 'timeBased' | 'everyTime'
}

const names = z.array(z.string()).default([])
const nullable = <T extends z.ZodType>(schema: T) => schema.nullable().optional()

const applications = z.looseObject({
  includeApplications: names,
  excludeApplications: names,
  includeUserActions: names,
  includeAuthenticationContextClassReferences: names,
})
const users = z.looseObject({
  includeUsers: names,
  excludeUsers: names,
  includeGroups: names,
  excludeGroups: names,
  includeRoles: names,
  excludeRoles: names,
})
const locations = z.looseObject({ includeLocations: names, excludeLocations: names })
const riskLevels = z.array(
  z.enum(['low', 'medium', 'high', 'hidden', 'none', 'unknownFutureValue']),
)

const conditions = z.looseObject({
  applications,
  users: nullable(users),
  clientApplications: nullable(z.looseObject({ includeServicePrincipals: names })),
  clientAppTypes: z.array(z.string()).default(['all']),
  locations: nullable(locations),
  signInRiskLevels: riskLevels.default([]),
  userRiskLevels: riskLevels.default([]),
})

const grantControls = z.looseObject({
  operator: z.enum(['AND', 'OR']),
  builtInControls: z
    .array(z.enum(['block', 'mfa', 'compliantDevice', 'domainJoinedDevice']))
    .default([]),
  authenticationStrength: nullable(z.looseObject({ id: z.string() })),
})

const sessionControls = z.looseObject({
  signInFrequency: nullable(
    z.looseObject({
      isEnabled: z.boolean().default(true),
      value: z.int().positive().nullable().optional(),
      type: z.enum(['hours', 'days']).nullable().optional(),
      frequencyInterval: z.enum(['timeBased', 'everyTime']).default('timeBased'),
    }),
  ),
})

/**
 * A policy as Graph takes it. What the emulator has no use for (platforms, client app types) is kept and
 * given back; a control that it could not enforce is refused.
 *
 * @see [conditionalAccessPolicy resource type](https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy)
 */
export const policyBody: z.ZodType<PolicyBody> = z
  .looseObject({
    displayName: z.string().min(1).max(256),
    state: z.enum(['enabled', 'disabled', 'enabledForReportingButNotEnforced']),
    conditions,
    grantControls: nullable(grantControls),
    sessionControls: nullable(sessionControls),
  })
  .refine(({ conditions: { users: who, clientApplications } }) => who || clientApplications, {
    path: ['conditions', 'users'],
    message: 'must say whom the policy is for',
  })
  .refine(({ conditions: { applications: what } }) => Object.values(what).flat().length > 0, {
    path: ['conditions', 'applications'],
    message: 'must name applications, user actions or authentication contexts',
  })
  .refine(({ grantControls: grant, sessionControls: session }) => grant || session, {
    path: ['grantControls'],
    message: 'must demand something, or else sessionControls must',
  })
