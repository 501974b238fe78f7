/** An authentication context: what an API can ask for, and policies give a meaning to. */
interface AuthContext {
  /** `c1` to `c99`. */
  readonly id: string
  readonly displayName: string
  readonly description: string
  /** Whether apps and policies are shown it. */
  readonly isAvailable: boolean
}

/** The tenant's authentication contexts. */
export interface AuthContexts {
  ids(): string[]
  list(): AuthContext[]
  get(id: string): AuthContext | undefined
  /** Changes a context, or creates it. */
  set(id: string, changes: Partial<Omit<AuthContext, 'id'>>): void
  remove(id: string): void
}

/** From ids to display names. */
export function createAuthContexts(names: Readonly<Record<string, string>>): AuthContexts {
  const contexts = new Map<string, AuthContext>()
  const set: AuthContexts['set'] = (id, changes) => {
    const fresh = { id, displayName: '', description: '', isAvailable: false }
    contexts.set(id, { ...(contexts.get(id) ?? fresh), ...changes })
  }
  for (const [id, displayName] of Object.entries(names)) set(id, { displayName, isAvailable: true })
  return {
    set,
    ids: () => [...contexts.keys()],
    list: () => [...contexts.values()],
    get: (id) => contexts.get(id),
    remove: (id) => void contexts.delete(id),
  }
}
