import * as z from 'zod'
import type { Graph } from './graph.ts'

const contextSchema = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  isAvailable: z.boolean().nullish(),
})

const policySchema = z.object({
  id: z.string(),
  displayName: z.string(),
  state: z.string(),
  conditions: z
    .looseObject({
      applications: z
        .looseObject({
          includeApplications: z.array(z.string()).nullish(),
          includeAuthenticationContextClassReferences: z.array(z.string()).nullish(),
        })
        .nullish(),
      users: z.looseObject({ excludeUsers: z.array(z.string()).nullish() }).nullish(),
    })
    .nullish(),
  grantControls: z.looseObject({ builtInControls: z.array(z.string()).nullish() }).nullish(),
})

/** An authentication context of the tenant. */
export type AuthContext = z.infer<typeof contextSchema>
/** A Conditional Access policy, as far as it is looked at. */
export type ConditionalAccessPolicy = z.infer<typeof policySchema>

const root = '/identity/conditionalAccess'
export const contextsPath = `${root}/authenticationContextClassReferences`
export const policiesPath = `${root}/policies`

export const readPolicies = 'Policy.Read.All'
export const writePolicies = 'Policy.ReadWrite.ConditionalAccess'

export const listContexts = (graph: Graph): Promise<AuthContext[]> =>
  graph.list(contextsPath, contextSchema, readPolicies)

export const listPolicies = (graph: Graph): Promise<ConditionalAccessPolicy[]> =>
  graph.list(policiesPath, policySchema, readPolicies)

/** The policies that guard a context. */
export const guarding = (
  policies: readonly ConditionalAccessPolicy[],
  context: string,
): ConditionalAccessPolicy[] =>
  policies.filter(({ conditions }) =>
    conditions?.applications?.includeAuthenticationContextClassReferences?.includes(context),
  )
