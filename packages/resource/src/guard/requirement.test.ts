import { ConfigurationError } from '@caefetch/core'
import { describe, expect, it } from 'vitest'
import { fixRequirement, type Requirement, readContexts, readRequirement } from './requirement.ts'

describe('a requirement', () => {
  it('that is frozen, lists too, is checked once', () => {
    const frozen = Object.freeze({ scopes: Object.freeze(['orders.read']), maxAge: 60 })
    expect(readRequirement(frozen, 'check')).toBe(readRequirement(frozen, 'check'))
  })

  it.each<[string, Requirement]>([
    ['that may change', { scopes: ['orders.read'] }],
    ['whose list may change', Object.freeze({ maxAge: 60, scopes: ['orders.read'] })],
  ])('%s is checked each time', (_, requirement) => {
    const before = readRequirement(requirement, 'check')
    expect(readRequirement(requirement, 'check')).not.toBe(before)
    expect(readRequirement(requirement, 'check')).toEqual(before)
  })

  it('may leave members undefined, but not all of them', () => {
    const plan = { scopes: [], roles: ['Orders.Read'], authContext: [] }
    expect(readRequirement({ scopes: undefined, roles: 'Orders.Read' }, 'check')).toEqual(plan)
    const lost = { scopes: undefined, roles: undefined }
    expect(() => readRequirement(lost, 'theRoute')).toThrow(/^theRoute: .* undefined/)
  })
})

describe('a requirement that is fixed', () => {
  it('is a frozen copy with what is required, and nothing else', () => {
    const scopes = ['orders.read']
    const given = { scopes, roles: ['Orders.Read'], authContext: ['c1'], maxAge: 60, capable: true }
    const fixed = fixRequirement(given, 'check')
    scopes.push('orders.write')
    expect(fixed).toEqual({ ...given, scopes: ['orders.read'] })
    for (const part of [fixed, fixed.scopes, fixed.roles, fixed.authContext]) {
      expect(Object.isFrozen(part)).toBe(true)
    }
    expect(readRequirement(fixed, 'check')).toBe(readRequirement(fixed, 'check'))
    expect(Object.keys(fixRequirement({ capable: true }, 'check'))).toEqual(['capable'])
  })

  it('keeps a function that chooses the context', () => {
    const authContext = () => 'c1'
    expect(fixRequirement({ authContext }, 'check')).toEqual({ authContext })
  })
})

describe('contexts that a function chose', () => {
  it('are a list; none where it chose none', () => {
    expect(readContexts('c1')).toEqual(['c1'])
    expect(readContexts(['c1', 'c2'])).toEqual(['c1', 'c2'])
    expect(readContexts(undefined)).toEqual([])
  })

  it('are none of nothing, or of a text with a space', () => {
    for (const wrong of [[], '', 'c1 c2', ['c1,c2']]) {
      expect(() => readContexts(wrong)).toThrow(ConfigurationError)
    }
  })
})
