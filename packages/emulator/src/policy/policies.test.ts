import { describe, expect, it } from 'vitest'
import { readPlan } from '../read-plan.ts'
import { createDirectory } from '../tenant/directory.ts'
import { createPolicies } from './policies.ts'
import type { PolicyOptions } from './policy.ts'

const directory = createDirectory(readPlan())

describe('policies', () => {
  it('policies are added, changed and removed by name or id', () => {
    const policies = createPolicies([{ name: 'MFA', grant: ['mfa'] }], directory)
    const [first] = policies.list()
    expect(first).toMatchObject({ name: 'MFA', enabled: true, users: 'all', grant: ['mfa'] })
    expect(policies.update('MFA', { enabled: false })).toMatchObject({
      id: first?.id,
      enabled: false,
    })
    expect(policies.update(first?.id ?? '', { name: 'Factors' }).name).toBe('Factors')
    expect([...policies]).toHaveLength(1)
    expect(policies.remove('MFA')).toBe(false)
    expect(policies.remove('Factors')).toBe(true)
    expect(policies.list()).toEqual([])
  })

  it('a policy that makes no sense is refused by name', () => {
    const policies = createPolicies([], directory)
    expect(() => policies.add({ name: 'x', grant: ['magic'] as never })).toThrow(
      /policies\.add: grant/,
    )
    expect(() => policies.update('y', {})).toThrow(/no policy "y"/)
  })

  it.each<[Partial<PolicyOptions>, string]>([
    [{ users: ['mia@contoso.test'] }, 'policies.add: users: there is no user "mia@contoso.test"'],
    [{ excludeUsers: ['x'] }, 'policies.add: excludeUsers: there is no user "x"'],
    [{ clients: ['x'] }, 'policies.add: clients: there is no app "x"'],
    [{ workloads: ['x'] }, 'policies.add: workloads: there is no app "x"'],
    [{ resources: ['api://x'] }, 'policies.add: resources: there is no resource "api://x"'],
  ])('a policy for %j is refused, and changes nothing', (names, message) => {
    const policies = createPolicies([{ name: 'x', grant: 'block' }], directory)
    expect(() => policies.update('x', names)).toThrow(message)
    expect(policies.list()).toMatchObject([{ name: 'x', users: 'all', clients: 'all' }])
  })
})
