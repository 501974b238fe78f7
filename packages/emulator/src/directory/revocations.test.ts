import { expect, test } from 'vitest'
import { createClock } from '../clock.ts'
import { createRevocations, isRevoked } from './revocations.ts'

const SECOND = 1_772_366_400

test('tells tokens of one second apart by when they were issued', () => {
  const clock = createClock(SECOND * 1000 + 400)
  const revocations = createRevocations(clock)
  revocations.issued('mia', 'before')
  const cutoff = revocations.revoke('mia')
  revocations.issued('mia', 'after')
  expect(cutoff).toEqual({ at: SECOND, tokens: ['before'] })
  expect(isRevoked({ iat: SECOND, uti: 'before' }, cutoff)).toBe(true)
  expect(isRevoked({ iat: SECOND, uti: 'after' }, cutoff)).toBe(false)
  expect(isRevoked({ iat: SECOND - 1, uti: 'old' }, cutoff)).toBe(true)
  expect(isRevoked({ iat: SECOND - 1, uti: 'old' }, undefined)).toBe(false)
})

test('a second revocation in the same second hits what was issued in between', () => {
  const revocations = createRevocations(createClock(SECOND * 1000))
  revocations.issued('mia', 'first')
  revocations.revoke('mia')
  revocations.issued('mia', 'second')
  expect(revocations.revoke('mia').tokens).toEqual(['first', 'second'])
})

test('forgets token ids once their second has passed', async () => {
  const clock = createClock(SECOND * 1000)
  const revocations = createRevocations(clock)
  revocations.issued('mia', 'earlier')
  await clock.advance('1s')
  expect(revocations.revoke('mia')).toEqual({ at: SECOND + 1, tokens: [] })
  expect(revocations.cutoff('mia')?.at).toBe(SECOND + 1)
  expect(revocations.cutoff('pat')).toBeUndefined()
})
