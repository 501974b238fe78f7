import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Challenge } from './challenge.ts'
import { parseChallenges } from './parse-challenges.ts'

const mebibyte = 2 ** 20
const fill = (unit: string): string => unit.repeat(Math.ceil(mebibyte / unit.length))

/** Shapes that make a scanner look ahead again and again; a quadratic one would not end in time. */
const shapes = [
  'a',
  'a ',
  'a,',
  'a, ',
  ' ',
  ',',
  ', ',
  '=',
  '"',
  '\\',
  '\\"',
  '{',
  '{"',
  '}',
  'a=',
  'a==',
  'a= ',
  'a=b ',
  'a=b, ',
  'a="',
  'a="b" ',
  'a b=',
  'a b=c,',
  'a={',
  'a={},',
  'a={b},',
  'a="{"',
  'a="{"b',
  'a="{"b"}" ',
  'a="{"b":1}" ',
  'a="{\\"',
  'a="\\',
  'a!/=',
  'é',
  '\u{1f511}=',
]

/** Characters the parser looks for, so that arbitrary strings meet its branches. */
const structure = fc.string({ unit: fc.constantFrom(...'aB \t\n,="\\{}:/'), maxLength: 64 })

/** The length of all that was read: no character of a header may be read into two places. */
const sizeOf = (challenges: Challenge[]): number =>
  challenges
    .flatMap(({ scheme, params, token68 }) => [
      scheme,
      token68 ?? '',
      ...Object.entries(params).flat(),
    ])
    .reduce((size, text) => size + text.length, 0)

describe('parseChallenges on hostile input', () => {
  it.each(shapes)('ends for a mebibyte of %j, and reads a bounded result', (unit) => {
    for (const header of [`Bearer ${fill(unit)}`, `Bearer a="{"${fill(unit)}`]) {
      const challenges = parseChallenges(header)
      expect(challenges.length).toBeLessThanOrEqual(1000)
      expect(sizeOf(challenges)).toBeLessThanOrEqual(header.length)
    }
  })

  it('reads a value of a mebibyte whole', () => {
    const value = fill('b\\"')
    expect(parseChallenges(`Bearer a="${value}"`)[0]?.params.a).toHaveLength((value.length * 2) / 3)
  })

  it('reads the first 1,000 of more challenges', () => {
    const schemes = Array.from({ length: 1500 }, (_, index) => `s${index}`)
    expect(parseChallenges(schemes.join(',')).map(({ scheme }) => scheme)).toEqual(
      schemes.slice(0, 1000),
    )
  })

  it('gives the parameters of the 1,000th challenge, and none of a later one', () => {
    const challenges = parseChallenges(`${'a, '.repeat(999)}last b=c, more b=d, e=f`)
    expect(challenges).toHaveLength(1000)
    expect(challenges.at(-1)).toEqual({ scheme: 'last', params: { b: 'c' } })
  })

  it.each([
    ['any text', fc.string({ unit: 'binary', maxLength: 200 })],
    ['any UTF-16', fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units))],
    ['any structure', structure],
    ['any structure in a parameter', structure.map((text) => `Bearer a="b", c=${text}`)],
  ])('is total: %s', (_name, arbitrary) =>
    fc.assert(
      fc.property(arbitrary, (header) => {
        const challenges = parseChallenges(header)
        for (const { params } of challenges) expect(Object.getPrototypeOf(params)).toBeNull()
        // A name may grow when it is lower-cased, as "İ" does.
        expect(sizeOf(challenges)).toBeLessThanOrEqual(header.length * 2)
      }),
    ),
  )

  it('reads a good challenge after any quoted damage', () =>
    fc.assert(
      fc.property(structure, (text) => {
        const quoted = text.replace(/["\\]/g, '\\$&')
        const challenges = parseChallenges(`Foo "${quoted}", Bearer error="x"`)
        expect(challenges.at(-1)).toEqual({ scheme: 'Bearer', params: { error: 'x' } })
      }),
    ))
})
