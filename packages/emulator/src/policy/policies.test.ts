import { expect, test } from 'vitest'
import { createPolicies } from './policies.ts'

test('policies are added, changed and removed by name or id', () => {
  const policies = createPolicies([{ name: 'MFA', grant: ['mfa'] }])
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

test('a policy that makes no sense is refused by name', () => {
  const policies = createPolicies([])
  expect(() => policies.add({ name: 'x', grant: ['magic'] as never })).toThrow(/policy grant/)
  expect(() => policies.update('y', {})).toThrow(/no policy "y"/)
})
