import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../errors.ts'
import type { Challenge } from './challenge.ts'
import { formatChallenge } from './format-challenge.ts'
import { parseChallenges } from './parse-challenges.ts'

describe('formatChallenge', () => {
  it.each<[sentence: string, challenge: Challenge, text: string]>([
    ['writes a scheme alone', { scheme: 'Negotiate', params: {} }, 'Negotiate'],
    ['writes a token68', { scheme: 'NTLM', params: {}, token68: 'YQ==' }, 'NTLM YQ=='],
    ['quotes every value', { scheme: 'Bearer', params: { a: 'b', c: '' } }, 'Bearer a="b", c=""'],
    [
      'escapes quotes and backslashes',
      { scheme: 'Bearer', params: { a: '"b" \\' } },
      'Bearer a="\\"b\\" \\\\"',
    ],
    ['writes tabs and Latin-1', { scheme: 'Bearer', params: { a: '\té' } }, 'Bearer a="\té"'],
    [
      'writes names that objects inherit',
      { scheme: 'Bearer', params: { constructor: 'a', ['__proto__']: 'b' } },
      'Bearer constructor="a", __proto__="b"',
    ],
  ])('%s', (_sentence, challenge, text) => {
    expect(formatChallenge(challenge)).toBe(text)
  })

  const marker = 'MARKER'
  it.each<[sentence: string, challenge: Challenge]>([
    ['an empty scheme', { scheme: '', params: { a: marker } }],
    ['a scheme with a space', { scheme: `Bearer ${marker}`, params: {} }],
    ['an empty name', { scheme: 'Bearer', params: { '': marker } }],
    ['a name with a quote', { scheme: 'Bearer', params: { [`${marker}"`]: '' } }],
    ['a name beyond ASCII', { scheme: 'Bearer', params: { [`${marker}é`]: '' } }],
    ['a line break in a value', { scheme: 'Bearer', params: { a: `${marker}\r\nb: c` } }],
    ['a NUL in a value', { scheme: 'Bearer', params: { a: `${marker}\0` } }],
    ['a DEL in a value', { scheme: 'Bearer', params: { a: `${marker}\x7f` } }],
    ['a value beyond Latin-1', { scheme: 'Bearer', params: { a: `${marker}日` } }],
    ['a line break in a token68', { scheme: 'Bearer', params: {}, token68: `${marker}\n` }],
    ['a token68 beside parameters', { scheme: 'Bearer', params: { a: marker }, token68: 'YQ' }],
    [
      'another challenge in a token68',
      { scheme: 'Bearer', params: {}, token68: `${marker}, Basic realm="x"` },
    ],
  ])('refuses %s, and does not repeat it', (_sentence, challenge) => {
    expect(() => formatChallenge(challenge)).toThrow(ConfigurationError)
    expect(() => formatChallenge(challenge)).not.toThrow(marker)
  })
})

const characters = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
const name = fc.oneof(
  fc.string({ unit: fc.constantFrom(...characters), minLength: 1, maxLength: 12 }),
  fc.constantFrom('claims', 'error', '__proto__', 'constructor', 'tostring'),
)
const scheme = fc.oneof(name, fc.constantFrom('Bearer', 'PoP', 'DPoP'))
const latin1 = Array.from({ length: 256 }, (_, code) => code)
  .filter((code) => code === 9 || (code >= 32 && code !== 127))
  .map((code) => String.fromCharCode(code))
const value = fc.oneof(
  fc.string({ unit: fc.constantFrom(...latin1) }),
  // What could be taken for JSON, or for the end of a value.
  fc.string({ unit: fc.constantFrom('{', '}', '"', '\\', ',', ' ', 'a', ':', '=') }),
)
const token68 = fc
  .tuple(
    fc.string({ unit: fc.constantFrom(...'-._~+/09azAZ'), minLength: 1 }),
    fc.constantFrom('', '=', '=='),
  )
  .map(([text, padding]) => text + padding)
const challenge: fc.Arbitrary<Challenge> = fc.oneof(
  fc.record({ scheme, params: fc.dictionary(name, value) }),
  fc.record({ scheme, params: fc.constant({}), token68 }),
)

/** As plain lists, so that an own `__proto__` counts like any other name. */
const listed = ({ scheme, params, token68 }: Challenge): unknown[] => [
  scheme,
  token68,
  Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1)),
]

describe('formatChallenge and parseChallenges', () => {
  it('read back what they write', () =>
    fc.assert(
      fc.property(challenge, (written) => {
        expect(parseChallenges(formatChallenge(written)).map(listed)).toEqual([listed(written)])
      }),
    ))

  it.each([', ', ',', ' ,\t,'])('read back a list joined by %j', (separator) =>
    fc.assert(
      fc.property(fc.array(challenge, { maxLength: 6 }), (written) => {
        const header = written.map(formatChallenge).join(separator)
        expect(parseChallenges(header).map(listed)).toEqual(written.map(listed))
      }),
    ),
  )
})
