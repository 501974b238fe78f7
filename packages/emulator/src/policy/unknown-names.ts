import type { Directory } from '../tenant/directory.ts'
import type { Policy } from './policy.ts'

/** Names in a policy that nobody and nothing has, each as a sentence. */
export function unknownNamesIn(policy: Policy, { user, app, resource }: Directory): string[] {
  return [
    ...unknown('users', 'user', policy.users, user),
    ...unknown('excludeUsers', 'user', policy.excludeUsers, user),
    ...unknown('clients', 'app', policy.clients, app),
    ...unknown('workloads', 'app', policy.workloads, app),
    ...unknown('resources', 'resource', policy.resources, resource),
  ]
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
