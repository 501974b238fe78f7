import { describe, expect, it } from 'vitest'
import type { Challenge } from './challenge.ts'
import { parseChallenges } from './parse-challenges.ts'

type Vector = [sentence: string, header: string, ...expected: Challenge[]]

const bearer = (params: Record<string, string> = {}): Challenge => ({ scheme: 'Bearer', params })
const basic = (params: Record<string, string> = {}): Challenge => ({ scheme: 'Basic', params })

const id = 'https://id.test/oauth2/authorize?a=b'
const field: Vector[] = [
  [
    'reads unquoted URLs',
    `Bearer authorization_uri=${id}, b=c`,
    bearer({ authorization_uri: id, b: 'c' }),
  ],
  [
    'reads parameters separated by white space',
    `Bearer a=${id} b="c" d=e`,
    bearer({ a: id, b: 'c', d: 'e' }),
  ],
  ['reads parameters separated by nothing', 'Bearer a="b"c="d"', bearer({ a: 'b', c: 'd' })],
  [
    'reads challenges separated by white space',
    'Bearer a="b" Basic c=d',
    bearer({ a: 'b' }),
    basic({ c: 'd' }),
  ],
  [
    'reads parameters after a comma that follows the scheme',
    'Bearer, a="b", c=d',
    bearer({ a: 'b', c: 'd' }),
  ],
  [
    'reads unquoted base64 with padding',
    'Bearer claims=e30=,a=b',
    bearer({ claims: 'e30=', a: 'b' }),
  ],
  [
    'reads parameters without a scheme',
    'error="x", Basic a=b',
    { scheme: '', params: { error: 'x' } },
    basic({ a: 'b' }),
  ],
  ['reads an unquoted value that holds a quote', 'Bearer a=b"c, d=e', bearer({ a: 'b"c', d: 'e' })],
  ['takes line breaks for white space', 'Bearer\r\n a="b",\r\n\tc=d', bearer({ a: 'b', c: 'd' })],
  [
    'reads characters beyond ASCII',
    'Bearer título="niño 日本 🔑", é=ü',
    bearer({ título: 'niño 日本 🔑', é: 'ü' }),
  ],
]

const raw = String.raw
const text = raw`{"access_token":{"acrs":{"essential":true,"value":"c1"}}}`
const tricky = raw`{"t":{"a":"}}\"{, ","b":"Basic x=\"y\"","c":"\\"}}`
const escaped = (value: string): string => value.replace(/["\\]/g, '\\$&')
const json: Vector[] = [
  ['in quotes, escaped', `Bearer claims="${escaped(text)}", a=b`, bearer({ claims: text, a: 'b' })],
  ['in quotes, not escaped', `Bearer claims="${text}", a=b`, bearer({ claims: text, a: 'b' })],
  [
    'in quotes, with white space',
    'Bearer claims="{ "a" : { } }"',
    bearer({ claims: '{ "a" : { } }' }),
  ],
  ['in quotes, with an empty name', 'Bearer claims="{"":{}}"', bearer({ claims: '{"":{}}' })],
  ['in quotes, empty', 'Bearer claims="{}", a=b', bearer({ claims: '{}', a: 'b' })],
  [
    'with braces and quotes in its strings, escaped',
    `Bearer claims="${escaped(tricky)}"`,
    bearer({ claims: tricky }),
  ],
  [
    'with braces and quotes in its strings, not escaped',
    `Bearer claims="${tricky}",a=b`,
    bearer({ claims: tricky, a: 'b' }),
  ],
  ['without quotes', `Bearer claims=${tricky}, a=b`, bearer({ claims: tricky, a: 'b' })],
  [
    'twice in a header',
    `Bearer a="${text}", Basic b="${text}"`,
    bearer({ a: text }),
    basic({ b: text }),
  ],
  [
    "in Microsoft.Identity.Web's 403",
    `Bearer consentUri="${id}", claims="${text}", scopes="a,b", proposedAction="consent"`,
    bearer({ consenturi: id, claims: text, scopes: 'a,b', proposedaction: 'consent' }),
  ],
]

const damage: Vector[] = [
  [
    'takes braces that stand in two values for no JSON',
    'Bearer a="{", b="}"',
    bearer({ a: '{', b: '}' }),
  ],
  ['takes braces without a name for no JSON', 'Bearer a="{x"y}"', bearer({ a: '{x' })],
  ['takes JSON without the closing quote for none', 'Bearer a="{"b":{}}', bearer({ a: '{' })],
  [
    'takes JSON that goes on after its end for none',
    'Bearer a={"b"}/c, d="e"',
    bearer({ a: '{"b"}/c', d: 'e' }),
  ],
  [
    'looks for JSON once in text that has none',
    'Bearer a="{"b, c="{"d":{}}"',
    bearer({ a: '{', c: '{' }),
  ],
  ['takes braces that never close for no JSON', 'Bearer a={b, c="d"', bearer({ a: '{b', c: 'd' })],
  [
    'reads a quoted-string that never closes to the end',
    'Bearer a="b, c=d',
    bearer({ a: 'b, c=d' }),
  ],
  ['reads a lone quote at the end', 'Bearer a="', bearer({ a: '' })],
  ['keeps a lone backslash at the end', 'Bearer a="b\\', bearer({ a: 'b\\' })],
  ['takes an escaped closing quote for part of the value', 'Bearer a="b\\"', bearer({ a: 'b"' })],
  [
    'skips a quoted-string that is no value',
    'Bearer "x, Basic y=z", a=b, c="d"',
    bearer({ c: 'd' }),
  ],
  ['skips a quoted-string that never closes', 'Bearer "x, a=b', bearer()],
  ['skips a lone "="', 'Bearer a="b", = c="d"', bearer({ a: 'b', c: 'd' })],
  ['skips values that lack a name', '="a", Basic b=c', basic({ b: 'c' })],
  [
    'reads a value that is missing as empty',
    'Bearer a="b", c=, d=e',
    bearer({ a: 'b', c: '', d: 'e' }),
  ],
  ['ends an unquoted value at the first space', 'Bearer a=my bad', bearer({ a: 'my' })],
  [
    'believes no unquoted parameter after damage',
    'Bearer a=my bad, b=c, d="e"',
    bearer({ a: 'my', d: 'e' }),
  ],
  [
    'believes the challenge after a damaged one',
    'Foo a=my bad, Bearer b=c',
    { scheme: 'Foo', params: { a: 'my' } },
    bearer({ b: 'c' }),
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
  describe('what servers send', () => it.each(field)('%s', check))
  describe('reads JSON', () => it.each(json)('%s', check))
  describe('damaged values', () => it.each(damage)('%s', check))
})
