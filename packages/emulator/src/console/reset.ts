import type { ConsoleParts } from './console.ts'

type ResetParts = Pick<ConsoleParts, 'directory' | 'policies' | 'bus' | 'faults'>

/**
 * Remembers the tenant as it starts, and returns what makes it so again: users, apps, policies, the delay and
 * faults. Sessions and what was revoked stay, as the clock does: tokens out there cannot be called back.
 */
export function createReset({ directory, policies, bus, faults }: ResetParts): () => void {
  const users = directory.users.map((user) => [user, { ...user }] as const)
  const apps = directory.apps.map((app) => [app, { ...app }] as const)
  const first = policies.list()
  const delay = bus.propagationDelay
  return () => {
    for (const [user, before] of users) Object.assign(user, before)
    for (const [app, before] of apps) Object.assign(app, before)
    for (const { id } of policies.list()) policies.remove(id)
    for (const policy of first) policies.add(policy)
    bus.propagationDelay = delay
    faults.clear()
  }
}
