import { ConfigurationError } from '@caefetch/core'
import { readOptions } from '@caefetch/core/options'
import { guidOf } from '../ids.ts'
import type { Directory } from '../tenant/directory.ts'
import { type Policy, type PolicyOptions, policySchema } from './policy.ts'
import { unknownNamesIn } from './unknown-names.ts'

/** The tenant's Conditional Access policies; a change is felt by the next request. */
export interface Policies extends Iterable<Policy> {
  /** All policies, in the order in which they were added. */
  list(): Policy[]
  /**
   * Adds a policy, or replaces the one of the same name.
   *
   * @throws {@link ConfigurationError} for a policy that cannot be, or that names who is not there
   */
  add(policy: PolicyOptions): Policy
  /**
   * Changes the policy of that name or id.
   *
   * @throws {@link ConfigurationError} when there is none, or the policy cannot be
   */
  update(nameOrId: string, changes: Partial<PolicyOptions>): Policy
  /** Returns whether there was one. */
  remove(nameOrId: string): boolean
}

/** Refuses names that are not in the directory: a policy for a misspelt user would bind nobody. */
export function createPolicies(initial: readonly PolicyOptions[], directory: Directory): Policies {
  const policies = new Map<string, Policy>()

  const find = (nameOrId: string): Policy | undefined =>
    policies.get(nameOrId) ?? [...policies.values()].find(({ id }) => id === nameOrId)

  const add = (options: PolicyOptions, where = 'policies.add'): Policy => {
    const { id = guidOf(options.name), ...rest } = readOptions(policySchema, options, where)
    const policy = Object.freeze({ ...rest, id })
    const [problem] = unknownNamesIn(policy, directory)
    if (problem !== undefined) throw new ConfigurationError(`${where}: ${problem}`)
    policies.set(policy.name, policy)
    return policy
  }

  for (const [index, policy] of initial.entries()) add(policy, `startEmulator: policies.${index}`)

  return {
    add: (options) => add(options),
    list: () => [...policies.values()],
    update(nameOrId, changes) {
      const policy = find(nameOrId)
      if (!policy) throw new ConfigurationError(`there is no policy ${JSON.stringify(nameOrId)}`)
      const changed = add({ ...policy, ...changes })
      if (changed.name !== policy.name) policies.delete(policy.name)
      return changed
    },
    remove: (nameOrId) => policies.delete(find(nameOrId)?.name ?? nameOrId),
    [Symbol.iterator]: () => policies.values(),
  }
}
