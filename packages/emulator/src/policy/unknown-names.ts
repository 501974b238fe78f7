import type { Directory } from '../tenant/directory.ts'
import { thereIsNo } from '../tenant/need.ts'
import type { Policy } from './policy.ts'

/** Names in a policy that nobody and nothing has, each as a sentence. */
export function unknownNamesIn(
  policy: Policy,
  { user, app, resource, names }: Directory,
): string[] {
  return [
    ...unknown('users', 'user', policy.users, user, names.users),
    ...unknown('excludeUsers', 'user', policy.excludeUsers, user, names.users),
    ...unknown('clients', 'app', policy.clients, app, names.apps),
    ...unknown('workloads', 'app', policy.workloads, app, names.apps),
    ...unknown('resources', 'resource', policy.resources, resource, names.resources),
  ]
}

function unknown(
  member: string,
  what: string,
  names: 'all' | readonly string[],
  find: (name: string) => unknown,
  known: readonly string[],
): string[] {
  if (names === 'all') return []
  return names
    .filter((name) => find(name) === undefined)
    .map((name) => `${member}: ${thereIsNo(what, name, known)}`)
}
