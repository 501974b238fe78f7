import type { GrantControl, Policy, PolicyOptions } from '../policy/policy.ts'
import type { Directory } from '../tenant/directory.ts'
import { graphId } from '../tenant/graph-uri.ts'
import type { RiskLevel } from '../tenant/model.ts'
import { refuseGraph } from './graph-error.ts'
import { type NamedLocations, placesOf } from './named-locations.ts'
import type { PolicyBody, PolicyLocations } from './policy-body.ts'

interface Names {
  readonly directory: Directory
  readonly locations: NamedLocations
}

/** The emulator's policy that does what a policy of Graph's says; throws 400 for ids of nobody. */
export function toPolicy(id: string, name: string, body: PolicyBody, names: Names): PolicyOptions {
  const { directory } = names
  const { applications, users, clientApplications, locations, ...risks } = body.conditions
  const authContexts = applications.includeAuthenticationContextClassReferences
  const levels = [...risks.signInRiskLevels, ...risks.userRiskLevels].filter(isRiskLevel)
  const places = locations && toLocations(locations, names)
  const frequency = toFrequency(body)
  return {
    id,
    name,
    enabled: body.state === 'enabled',
    users: toUsers(users?.includeUsers ?? [], directory),
    excludeUsers: namedUsers(users?.excludeUsers ?? [], directory),
    workloads: toWorkloads(clientApplications?.includeServicePrincipals ?? [], directory),
    resources: toResources(applications, directory),
    authContexts,
    ...(levels.length > 0 && { risk: levels }),
    ...(places && { locations: places }),
    ...(frequency !== undefined && { signInFrequency: frequency }),
    ...toGrant(body),
  }
}

const riskLevels: readonly string[] = ['none', 'low', 'medium', 'high'] satisfies RiskLevel[]
const isRiskLevel = (level: string): level is RiskLevel => riskLevels.includes(level)

function toUsers(ids: readonly string[], directory: Directory): Policy['users'] {
  return ids.includes('All') ? 'all' : namedUsers(ids, directory)
}

/** `None` and `GuestsOrExternalUsers` are nobody whom the emulator knows. */
function namedUsers(ids: readonly string[], { user }: Directory): string[] {
  return ids
    .filter((id) => !['All', 'None', 'GuestsOrExternalUsers'].includes(id))
    .map((id) => {
      const upn = user(id)?.upn
      if (upn !== undefined) return upn
      throw refuseGraph.badPolicy(
        `1007: The user ${id.slice(0, 60)} does not exist in the directory.`,
      )
    })
}

function toWorkloads(ids: readonly string[], { apps }: Directory): Policy['workloads'] {
  if (ids.includes('ServicePrincipalsInMyTenant')) return 'all'
  return ids.map((id) => {
    const app = apps.find((each) => each.id === id)
    if (app) return app.name
    throw refuseGraph.badPolicy(`The service principal ${id.slice(0, 60)} does not exist.`)
  })
}

function toResources(
  { includeApplications, excludeApplications }: PolicyBody['conditions']['applications'],
  directory: Directory,
): Policy['resources'] {
  const excluded = uris(excludeApplications, directory)
  if (!includeApplications.includes('All')) {
    return uris(includeApplications, directory).filter((uri) => !excluded.includes(uri))
  }
  if (excluded.length === 0) return 'all'
  const all = directory.apps.flatMap(({ resource }) => resource?.uri ?? [])
  return all.filter((uri) => !excluded.includes(uri))
}

/** A client without an API may be named as well; there is nothing of it to guard. */
function uris(ids: readonly string[], { app }: Directory): string[] {
  return ids
    .filter((id) => !['All', 'None', 'MicrosoftAdminPortals'].includes(id))
    .flatMap((id) => {
      const registered = app(id === 'Office365' ? graphId : id)
      if (registered) return registered.resource?.uri ?? []
      throw refuseGraph.badPolicy(`1033: The application ${id.slice(0, 60)} does not exist.`)
    })
}

function toLocations(
  { includeLocations, excludeLocations }: PolicyLocations,
  { locations }: Names,
): Policy['locations'] {
  const places = (ids: readonly string[]): string[] =>
    ids
      .filter((id) => id !== 'All')
      .flatMap((id) => {
        if (id === 'AllTrusted') {
          return [...locations.values()].filter(({ isTrusted }) => isTrusted).flatMap(placesOf)
        }
        const location = locations.get(id)
        if (location) return placesOf(location)
        throw refuseGraph.badPolicy(`The named location ${id.slice(0, 60)} does not exist.`)
      })
  const exclude = places(excludeLocations)
  return includeLocations.includes('All') || includeLocations.length === 0
    ? { exclude }
    : { include: places(includeLocations), exclude }
}

function toFrequency({ sessionControls }: PolicyBody): Policy['signInFrequency'] {
  const { signInFrequency } = sessionControls ?? {}
  if (!signInFrequency?.isEnabled) return undefined
  // Entra allows five minutes, because a sign-in takes its time.
  if (signInFrequency.frequencyInterval === 'everyTime') return '5m'
  return `${signInFrequency.value ?? 1}${signInFrequency.type === 'days' ? 'd' : 'h'}`
}

function toGrant({ grantControls }: PolicyBody): Pick<PolicyOptions, 'grant' | 'operator'> {
  const { operator, builtInControls = [], authenticationStrength } = grantControls ?? {}
  if (builtInControls.includes('block')) return { grant: 'block' }
  const controls = builtInControls.map(
    (control): GrantControl => (control === 'mfa' ? 'mfa' : 'compliantDevice'),
  )
  // The emulator's second factor is as strong as any that may be asked for.
  if (authenticationStrength) controls.push('mfa')
  return { grant: [...new Set(controls)], operator: operator === 'OR' ? 'any' : 'all' }
}
