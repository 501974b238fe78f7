import { guidOf } from '../ids.ts'
import type { Directory } from '../tenant/directory.ts'
import { unknownNamesIn } from '../tenant/permissions.ts'
import { type Policy, type PolicyOptions, policySchema } from './policy.ts'

/** The tenant's Conditional Access policies; a change is felt by the next request. */
export interface Policies extends Iterable<Policy> {
  list(): Policy[]
  /** Adds a policy, or replaces the one of the same name. */
  add(policy: PolicyOptions): Policy
  /** Changes the policy of that name or id; throws a `RangeError` when there is none. */
  update(nameOrId: string, changes: Partial<PolicyOptions>): Policy
  /** Returns whether there was one. */
  remove(nameOrId: string): boolean
}

/** Refuses names that are not in the directory: a policy for a misspelt user would bind nobody. */
export function createPolicies(initial: readonly PolicyOptions[], directory: Directory): Policies {
  const policies = new Map<string, Policy>()

  const find = (nameOrId: string): Policy | undefined =>
    policies.get(nameOrId) ?? [...policies.values()].find(({ id }) => id === nameOrId)

  const add = (options: PolicyOptions): Policy => {
    const result = policySchema.safeParse(options)
    if (!result.success) {
      const [issue] = result.error.issues
      throw new TypeError(`policy ${issue?.path.join('.')}: ${issue?.message}`)
    }
    const policy = Object.freeze({ ...result.data, id: result.data.id ?? guidOf(options.name) })
    const [problem] = unknownNamesIn(policy, directory)
    if (problem !== undefined) throw new TypeError(`policy ${problem}`)
    policies.set(policy.name, policy)
    return policy
  }

  for (const policy of initial) add(policy)

  return {
    add,
    list: () => [...policies.values()],
    update(nameOrId, changes) {
      const found = find(nameOrId)
      if (!found) throw new RangeError(`there is no policy ${JSON.stringify(nameOrId)}`)
      const changed = add({ ...found, ...changes })
      if (changed.name !== found.name) policies.delete(found.name)
      return changed
    },
    remove: (nameOrId) => policies.delete(find(nameOrId)?.name ?? nameOrId),
    [Symbol.iterator]: () => policies.values(),
  }
}
