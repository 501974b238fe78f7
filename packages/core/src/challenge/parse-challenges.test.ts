import { describe, expect, it } from 'vitest'
import type { Challenge } from './challenge.ts'
import { parseChallenges } from './parse-challenges.ts'

type Vector = [sentence: string, header: string, ...expected: Challenge[]]

const bearer = (params: Record<string, string> = {}): Challenge => ({ scheme: 'Bearer', params })
const basic = (params: Record<string, string> = {}): Challenge => ({ scheme: 'Basic', params })

const grammar: Vector[] = [
  ['reads nothing from an empty value', ''],
  ['reads nothing from white space and commas', ' \t, ,, '],
  ['reads a scheme alone', 'Negotiate', { scheme: 'Negotiate', params: {} }],
  ['keeps the case of a scheme', 'bEARER a=b', { scheme: 'bEARER', params: { a: 'b' } }],
  ['lower-cases the names of parameters', 'Bearer ERROR="X"', bearer({ error: 'X' })],
  ['reads tokens and quoted-strings', 'Bearer a=b, c="d e"', bearer({ a: 'b', c: 'd e' })],
  ['reads an empty quoted-string', 'Bearer realm=""', bearer({ realm: '' })],
  [
    'reads a name of every token character',
    "Bearer !#$%&'*+-.^_`|~09az=1",
    bearer({ "!#$%&'*+-.^_`|~09az": '1' }),
  ],
  ['keeps the first of equal names', 'Bearer a=1, A="2"', bearer({ a: '1' })],
  ['undoes quoted-pairs', 'Bearer a="\\"b\\" \\\\ \\c"', bearer({ a: '"b" \\ c' })],
  [
    'keeps commas, equals signs and schemes in quotes',
    'Bearer a="b, Basic c=d"',
    bearer({ a: 'b, Basic c=d' }),
  ],
  ['undoes a quoted-pair of a line break', 'Bearer a="b\\\nc"', bearer({ a: 'b\nc' })],
  ['keeps white space in quotes', 'Bearer a=" b\t"', bearer({ a: ' b\t' })],
  ['skips bad white space around "="', 'Bearer a = b,c\t=\t"d"', bearer({ a: 'b', c: 'd' })],
  ['skips white space around everything', ' Bearer \t a=b \t,\t c=d ', bearer({ a: 'b', c: 'd' })],
  ['skips empty list elements', ',, Bearer a=b,, ,c=d,', bearer({ a: 'b', c: 'd' })],
  ['separates challenges', 'Bearer a="b", Basic c="d"', bearer({ a: 'b' }), basic({ c: 'd' })],
  [
    'separates challenges without white space',
    'Bearer a="b",Basic c=d',
    bearer({ a: 'b' }),
    basic({ c: 'd' }),
  ],
  ['separates challenges without parameters', 'Bearer, Basic', bearer(), basic()],
  [
    'separates challenges of one scheme',
    'Bearer a=1, Bearer a=2',
    bearer({ a: '1' }),
    bearer({ a: '2' }),
  ],
]

const token68: Vector[] = [
  ['reads a token68', 'Bearer aZ09-._~+/', { ...bearer(), token68: 'aZ09-._~+/' }],
  ['reads padding', 'Bearer YQ==', { ...bearer(), token68: 'YQ==' }],
  ['reads a single "=" at the end', 'Bearer YWI=', { ...bearer(), token68: 'YWI=' }],
  [
    'reads a single "=" before a comma',
    'Bearer YWI= , Basic a=b',
    { ...bearer(), token68: 'YWI=' },
    basic({ a: 'b' }),
  ],
  [
    'reads the challenge after one',
    'Bearer YQ==, Basic a=b',
    { ...bearer(), token68: 'YQ==' },
    basic({ a: 'b' }),
  ],
  ['reads the parameters after one', 'Bearer abc a=b', { ...bearer({ a: 'b' }), token68: 'abc' }],
  ['takes a name before "=" for none', 'Bearer abc =d', bearer({ abc: 'd' })],
  ['takes "name= value" for none', 'Bearer abc= d', bearer({ abc: 'd' })],
  [
    'takes a word with other characters for none',
    'Bearer a!b c="d"',
    bearer(),
    { scheme: 'a!b', params: { c: 'd' } },
  ],
]

function check(_sentence: string, header: string, ...expected: Challenge[]): void {
  const challenges = parseChallenges(header)
  expect(challenges).toEqual(expected)
  expect(challenges.map((challenge) => 'token68' in challenge)).toEqual(
    expected.map((challenge) => 'token68' in challenge),
  )
}

describe('parseChallenges', () => {
  describe('the grammar of RFC 9110', () => it.each(grammar)('%s', check))
  describe('a token68', () => it.each(token68)('%s', check))

  it('reads names that every object inherits as plain parameters', () => {
    const [challenge] = parseChallenges('Bearer __proto__="a", constructor=b, toString=c, a=d')
    expect(Object.entries(challenge?.params ?? {})).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
      ['tostring', 'c'],
      ['a', 'd'],
    ])
  })

  it('gives parameters without a prototype', () => {
    for (const { params } of parseChallenges('Bearer, Basic a=b, NTLM YQ==')) {
      expect(Object.getPrototypeOf(params)).toBeNull()
      expect(params.constructor).toBeUndefined()
    }
    expect.assertions(6)
  })
})
