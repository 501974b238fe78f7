import { describe, expect, it } from 'vitest'
import { createClock } from '../clock.ts'
import { createCutoffs, isRevoked } from './cutoffs.ts'

const second = 1_772_366_400

describe('cutoffs', () => {
  it('tells tokens of one second apart by when they were issued', () => {
    const clock = createClock(second * 1000 + 400)
    const cutoffs = createCutoffs(clock)
    cutoffs.issued('mia', 'before')
    const cutoff = cutoffs.revoke('mia')
    cutoffs.issued('mia', 'after')
    expect(cutoff).toEqual({ at: second, tokens: ['before'] })
    expect(isRevoked({ iat: second, uti: 'before' }, cutoff)).toBe(true)
    expect(isRevoked({ iat: second, uti: 'after' }, cutoff)).toBe(false)
    expect(isRevoked({ iat: second - 1, uti: 'old' }, cutoff)).toBe(true)
    expect(isRevoked({ iat: second - 1, uti: 'old' }, undefined)).toBe(false)
  })

  it('a second revocation in the same second hits what was issued in between', () => {
    const cutoffs = createCutoffs(createClock(second * 1000))
    cutoffs.issued('mia', 'first')
    cutoffs.revoke('mia')
    cutoffs.issued('mia', 'second')
    expect(cutoffs.revoke('mia').tokens).toEqual(['first', 'second'])
  })

  it('forgets token ids once their second has passed', async () => {
    const clock = createClock(second * 1000)
    const cutoffs = createCutoffs(clock)
    cutoffs.issued('mia', 'earlier')
    await clock.advance('1s')
    expect(cutoffs.revoke('mia')).toEqual({ at: second + 1, tokens: [] })
    expect(cutoffs.cutoff('mia')?.at).toBe(second + 1)
    expect(cutoffs.cutoff('pat')).toBeUndefined()
  })
})
