import type { Policy } from '../policy/policy.ts'
import type { Directory } from './directory.ts'

/** Names in a policy that nobody and nothing has, each as a sentence. */
export function unknownNamesIn(policy: Policy, directory: Directory): string[] {
  const { user, app, resource } = directory
  return [
    ...unknown('users', 'user', policy.users, user),
    ...unknown('excludeUsers', 'user', policy.excludeUsers, user),
    ...unknown('clients', 'app', policy.clients, app),
    ...unknown('workloads', 'app', policy.workloads, app),
    ...unknown('resources', 'resource', policy.resources, resource),
  ]
}

/** Permissions of applications that no API has, each as a sentence. */
export function unknownPermissionsIn({ apps, resource }: Directory): string[] {
  return apps.flatMap(({ name, delegated, application }) => [
    ...Object.entries(delegated).flatMap(([uri, scopes]) =>
      missing(`apps.${name}.delegated`, uri, scopes, resource(uri)?.scopes),
    ),
    ...Object.entries(application).flatMap(([uri, roles]) =>
      missing(`apps.${name}.application`, uri, roles, resource(uri)?.roles),
    ),
  ])
}

function missing(
  option: string,
  uri: string,
  wanted: readonly string[],
  offered: readonly string[] | undefined,
): string[] {
  if (!offered) return [`${option}: there is no resource ${JSON.stringify(uri)}`]
  return wanted
    .filter((name) => !offered.includes(name))
    .map((name) => `${option}: ${JSON.stringify(uri)} has no ${JSON.stringify(name)}`)
}

function unknown(
  member: string,
  what: string,
  names: 'all' | readonly string[],
  find: (name: string) => unknown,
): string[] {
  if (names === 'all') return []
  return names
    .filter((name) => find(name) === undefined)
    .map((name) => `${member}: there is no ${what} ${JSON.stringify(name)}`)
}
