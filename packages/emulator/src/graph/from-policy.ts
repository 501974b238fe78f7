import { milliseconds } from '../duration.ts'
import type { Policy } from '../policy/policy.ts'
import type { Directory } from '../tenant/directory.ts'
import type { PolicyBody } from './policy-body.ts'

/** A policy that was not made through Graph, as Graph shows it. */
export function fromPolicy(policy: Policy, directory: Directory): PolicyBody {
  const { grant, signInFrequency, workloads } = policy
  const ids = <T>(names: 'all' | readonly string[], all: string, id: (name: string) => T) =>
    names === 'all' ? [all] : names.flatMap((name) => id(name) ?? [])
  const userIds = (names: Policy['users']): string[] =>
    ids(names, 'All', (upn) => directory.user(upn)?.id).map(String)
  const isForContexts = policy.authContexts.length > 0
  return {
    displayName: policy.name,
    state: policy.enabled ? 'enabled' : 'disabled',
    conditions: {
      clientAppTypes: ['all'],
      applications: {
        includeApplications: isForContexts
          ? []
          : ids(policy.resources, 'All', (uri) => directory.resource(uri)?.clientId).map(String),
        excludeApplications: [],
        includeUserActions: [],
        includeAuthenticationContextClassReferences: [...policy.authContexts],
      },
      users: {
        includeUsers: userIds(policy.users),
        excludeUsers: userIds(policy.excludeUsers),
        includeGroups: [],
        excludeGroups: [],
        includeRoles: [],
        excludeRoles: [],
      },
      ...(workloads.length > 0 && {
        clientApplications: {
          includeServicePrincipals: ids(
            workloads,
            'ServicePrincipalsInMyTenant',
            (name) => directory.app(name)?.id,
          ).map(String),
        },
      }),
      signInRiskLevels: [...(policy.risk ?? [])],
      userRiskLevels: [],
      locations: null,
    },
    grantControls:
      grant.length === 0
        ? null
        : {
            operator: policy.operator === 'any' ? 'OR' : 'AND',
            builtInControls: grant === 'block' ? ['block'] : [...grant],
          },
    sessionControls:
      signInFrequency === undefined
        ? null
        : {
            signInFrequency: {
              isEnabled: true,
              value: Math.max(1, Math.round(milliseconds(signInFrequency) / 3_600_000)),
              type: 'hours',
              frequencyInterval: 'timeBased',
            },
          },
  }
}
