import { describe, expect, it } from 'vitest'
import { demandsFreshToken, isMetByLaterToken } from './freshness.ts'

const claims = (...names: string[]) => ({
  access_token: Object.fromEntries(names.map((name) => [name, null])),
})

describe('claims that ask for a fresh token', () => {
  it.each([
    [true, []],
    [true, ['nbf']],
    [true, ['acrs', 'nbf']],
    [false, ['acrs']],
  ])('%s: %j', (isFresh, names) => {
    expect(demandsFreshToken(claims(...names))).toBe(isFresh)
  })
})

describe('claims that any later token meets', () => {
  it.each([
    [true, []],
    [true, ['nbf']],
    [true, ['nbf', 'xms_caeerror']],
    [false, ['nbf', 'acrs']],
    [false, ['acrs']],
  ])('%s: %j', (isMet, names) => {
    expect(isMetByLaterToken(claims(...names))).toBe(isMet)
  })
})
