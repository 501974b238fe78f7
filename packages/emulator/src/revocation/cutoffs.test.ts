import { describe, expect, it } from 'vitest'
import { createClock } from '../clock.ts'
import { createRevocations, isRevoked } from './cutoffs.ts'

const second = 1_772_366_400

describe('revocations', () => {
  it('tells tokens of one second apart by when they were issued', () => {
    const clock = createClock(second * 1000 + 400)
    const revocations = createRevocations(clock)
    revocations.issued('mia', 'before')
    const cutoff = revocations.revoke('mia')
    revocations.issued('mia', 'after')
    expect(cutoff).toEqual({ at: second, tokens: ['before'] })
    expect(isRevoked({ iat: second, uti: 'before' }, cutoff)).toBe(true)
    expect(isRevoked({ iat: second, uti: 'after' }, cutoff)).toBe(false)
    expect(isRevoked({ iat: second - 1, uti: 'old' }, cutoff)).toBe(true)
    expect(isRevoked({ iat: second - 1, uti: 'old' }, undefined)).toBe(false)
  })

  it('a second revocation in the same second hits what was issued in between', () => {
    const revocations = createRevocations(createClock(second * 1000))
    revocations.issued('mia', 'first')
    revocations.revoke('mia')
    revocations.issued('mia', 'second')
    expect(revocations.revoke('mia').tokens).toEqual(['first', 'second'])
  })

  it('forgets token ids once their second has passed', async () => {
    const clock = createClock(second * 1000)
    const revocations = createRevocations(clock)
    revocations.issued('mia', 'earlier')
    await clock.advance('1s')
    expect(revocations.revoke('mia')).toEqual({ at: second + 1, tokens: [] })
    expect(revocations.cutoff('mia')?.at).toBe(second + 1)
    expect(revocations.cutoff('pat')).toBeUndefined()
  })
})
