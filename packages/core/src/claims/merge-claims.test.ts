import { describe, expect, it } from 'vitest'
import { InvalidClaimsError } from '../errors.ts'
import type { ClaimsRequest } from './claims-request.ts'
import { coversClaims, mergeClaims } from './merge-claims.ts'

const access = (claims: Record<string, unknown>): ClaimsRequest => ({ access_token: claims })
const nbf = (value: unknown): ClaimsRequest => access({ nbf: { essential: true, value } })

describe('mergeClaims', () => {
  it.each<[sentence: string, first: unknown, second: unknown, merged: unknown]>([
    ['keeps a claim only the first asks for', { value: 1 }, undefined, { value: 1 }],
    ['keeps a claim only the second asks for', undefined, { value: 1 }, { value: 1 }],
    ['keeps null for a claim without demands', null, null, null],
    ['keeps null that only one asks for', undefined, null, null],
    ['prefers demands to null', { value: 1 }, null, { value: 1 }],
    ['prefers later demands to null', null, { value: 1 }, { value: 1 }],
    ['prefers demands to what is no claim', { value: 1 }, 'x', { value: 1 }],
    ['prefers later demands to what is no claim', ['x'], { value: 1 }, { value: 1 }],
    ['takes the later of what is no claim', 'x', 'y', 'y'],
    ['keeps what is no claim rather than null', 'x', null, 'x'],
    ['lets essential win', { essential: true }, { essential: false }, { essential: true }],
    ['lets later essential win', { essential: false }, { essential: true }, { essential: true }],
    ['keeps voluntary', { essential: false }, { essential: false }, { essential: false }],
    ['keeps a value both ask for', { value: 'a' }, { value: 'a' }, { value: 'a' }],
    [
      'keeps a value only one asks for',
      { value: 'a' },
      { essential: true },
      { essential: true, value: 'a' },
    ],
    ['unites values that differ', { value: 'a' }, { value: 'b' }, { values: ['a', 'b'] }],
    ['unites value and values', { value: 'a' }, { values: ['b', 'a'] }, { values: ['a', 'b'] }],
    ['unites values and value', { values: ['a'] }, { value: 'a' }, { values: ['a'] }],
    [
      'unites lists in order',
      { values: ['b', 'a'] },
      { values: ['c', 'b'] },
      { values: ['b', 'a', 'c'] },
    ],
    ['tells a number from its text', { value: 1 }, { value: '1' }, { values: [1, '1'] }],
    [
      'unites objects by what they hold',
      { value: { x: 1 } },
      { value: { x: 1 } },
      { value: { x: 1 } },
    ],
    ['takes any other member from the later', { x: 1, y: 1 }, { x: 2 }, { x: 2, y: 1 }],
  ])('%s', (_sentence, first, second, merged) => {
    const one = first === undefined ? {} : access({ claim: first })
    const two = second === undefined ? {} : access({ claim: second })
    expect(mergeClaims(one, two)).toEqual(access({ claim: merged }))
  })

  it.each<[first: unknown, second: unknown, latest: unknown]>([
    ['10', '9', '10'],
    ['9', '10', '10'],
    [10, '9', 10],
    ['9', 10, 10],
    ['10', 'soon', '10'],
    ['soon', '10', '10'],
    ['10', undefined, '10'],
    [undefined, '10', '10'],
    ['10', null, '10'],
  ])('keeps the latest nbf of %j and %j', (first, second, latest) => {
    expect(mergeClaims(nbf(first), nbf(second))).toEqual(nbf(latest))
  })

  it('keeps the later form of equal times', () => {
    expect(mergeClaims(nbf('10'), nbf(10))).toEqual(nbf(10))
  })

  it('keeps places and claims apart', () => {
    const id = { id_token: { acr: { value: 'a' } } }
    expect(mergeClaims(nbf(1), id, access({ acrs: { value: 'c1' } }))).toEqual({
      access_token: { nbf: { essential: true, value: 1 }, acrs: { value: 'c1' } },
      id_token: { acr: { value: 'a' } },
    })
  })

  it('treats names that objects inherit like any other', () => {
    const claims = { constructor: { toString: { value: 'a' } } }
    expect(mergeClaims(claims, claims)).toEqual(claims)
    expect(mergeClaims({ constructor: {} }, { valueOf: {} })).toEqual({
      constructor: {},
      valueOf: {},
    })
  })

  it('drops __proto__ and leaves every prototype alone', () => {
    const hostile = JSON.parse(
      '{"__proto__":{"a":1},"access_token":{"__proto__":{"a":1},"b":{"__proto__":{"a":1}}}}',
    )
    const merged = mergeClaims(hostile, hostile)
    expect(JSON.stringify(merged)).toBe('{"access_token":{"b":{}}}')
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype)
    expect(merged.access_token?.b).not.toHaveProperty('a')
    expect(Object.prototype).not.toHaveProperty('a')
  })

  it('shares nothing with its arguments', () => {
    const first = access({ a: { values: [['x']] }, b: { x: { y: 1 } } })
    const second = access({ a: { value: 'z' }, c: { values: [{ z: 1 }] } })
    const before = JSON.stringify([first, second])
    const everything: unknown[] = [mergeClaims(first, second), mergeClaims(first)]
    for (const item of everything) {
      if (typeof item !== 'object' || !item) continue
      everything.push(...Object.values(item))
      Object.assign(item, { changed: true })
    }
    expect(JSON.stringify([first, second])).toBe(before)
  })

  it.each([null, [], 'x', { access_token: null }, { access_token: [] }])('refuses %j', (claims) => {
    const bad = claims as unknown as ClaimsRequest
    expect(() => mergeClaims(bad)).toThrow(InvalidClaimsError)
    expect(() => mergeClaims({}, bad)).toThrow(InvalidClaimsError)
  })
})

describe('coversClaims', () => {
  const asked = access({ nbf: { essential: true, value: '10' }, acrs: { value: 'c1' }, auth: null })

  it.each<[ClaimsRequest]>([
    [{}],
    [{ access_token: {} }],
    [{ id_token: {} }],
    [asked],
    [nbf('9')],
    [nbf(10)],
    [access({ nbf: null })],
    [access({ acrs: { value: 'c1' }, auth: null })],
  ])('holds for %j', (challenge) => {
    expect(coversClaims(asked, challenge)).toBe(true)
  })

  it.each<[ClaimsRequest]>([
    [nbf('11')],
    [access({ acrs: { value: 'c2' } })],
    [access({ acrs: { values: ['c1', 'c2'] } })],
    [access({ acrs: { value: 'c1' }, other: null })],
    [access({ toString: null })],
    [{ id_token: { acrs: { value: 'c1' } } }],
    [{ constructor: { name: null } }],
  ])('does not hold for %j', (challenge) => {
    expect(coversClaims(asked, challenge)).toBe(false)
  })

  it('does not hold for an nbf that was not asked for', () => {
    expect(coversClaims({}, nbf(1))).toBe(false)
    expect(coversClaims({}, access({ nbf: null }))).toBe(false)
    expect(coversClaims(access({ nbf: null }), nbf(1))).toBe(false)
  })
})
