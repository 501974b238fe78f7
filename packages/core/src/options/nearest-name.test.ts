import { describe, expect, it } from 'vitest'
import { nearestName } from './nearest-name.ts'

const names = ['scopes', 'roles', 'authContext', 'maxAge', 'tenantId', 'revocations']

describe('nearestName', () => {
  it.each([
    ['scope', 'scopes'],
    ['scopess', 'scopes'],
    ['role', 'roles'],
    ['authcontext', 'authContext'],
    ['maxage', 'maxAge'],
    ['tenant', 'tenantId'],
    ['revocation', 'revocations'],
  ])('takes %s for %s', (name, meant) => {
    expect(nearestName(name, names)).toBe(meant)
  })

  it.each(['', 'x', 'audience', 'toString', '__proto__'])('takes %j for none', (name) => {
    expect(nearestName(name, names)).toBeUndefined()
  })

  it('names the nearest of several that are near', () => {
    expect(nearestName('scopes1', ['scope', 'scopes', 'scopes12'])).toBe('scopes')
  })

  it('does not read a text that is far longer than any name', () => {
    expect(nearestName('x'.repeat(50_000_000), names)).toBeUndefined()
  })
})
