import { describe, expect, it } from 'vitest'
import { InvalidClaimsError } from '../errors.ts'
import { decodeClaims, encodeClaims } from './claims-codec.ts'
import type { ClaimsRequest } from './claims-request.ts'

const base64 = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
const utf8 = (text: string): string => base64(new TextEncoder().encode(text))
const urlSafe = (text: string): string => text.replaceAll('+', '-').replaceAll('/', '_')
const bare = (text: string): string => text.replaceAll('=', '')

/** Levels of objects, the request and its place included. */
const nested = (levels: number): string =>
  `${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`

const stepUp: ClaimsRequest = { access_token: { acrs: { essential: true, value: 'c1' } } }
const text = JSON.stringify(stepUp)

describe('decodeClaims', () => {
  it.each([
    ['base64', utf8(text)],
    ['base64 without padding', bare(utf8(text))],
    ['base64 with too much padding', `${bare(utf8(text))}==`],
    ['base64 in white space', ` \t\r\n${utf8(text)} \n`],
    ['base64 with line breaks', utf8(text).replace(/.{20}/g, '$&\r\n')],
    ['base64 after a byte order mark', utf8(`\ufeff${text}`)],
    ['JSON', text],
    ['JSON in white space', `\n ${text}\t`],
    ['JSON with white space', JSON.stringify(stepUp, null, 2)],
    ['base64 of JSON with white space', utf8(`\r\n ${JSON.stringify(stepUp, null, 2)} `)],
  ])('reads %s', (_form, value) => {
    expect(decodeClaims(value)).toEqual(stepUp)
  })

  it('reads both alphabets', () => {
    const claims = { access_token: { name: { value: '?>~ü🔑?>~' } } }
    const value = utf8(JSON.stringify(claims))
    expect(value).toMatch(/[+/]/)
    expect(decodeClaims(value)).toEqual(claims)
    expect(decodeClaims(urlSafe(value))).toEqual(claims)
  })

  it('reads a request, and a place, that asks for nothing', () => {
    expect(decodeClaims('e30=')).toEqual({})
    expect(decodeClaims('{"access_token":{}}')).toEqual({ access_token: {} })
  })

  it('keeps every kind of claim as it was sent', () => {
    const claims = '{"id_token":{"a":null,"b":{"values":[1,"2",[true]],"x":{"y":0.5}},"c":"d"}}'
    expect(JSON.stringify(decodeClaims(claims))).toBe(claims)
  })

  it('reads 65,536 characters and 16 levels', () => {
    const value = '{"a":{"b":""}}'
    const long = value.replace('""', `"${'x'.repeat(65_536 - value.length)}"`)
    expect(long).toHaveLength(65_536)
    expect(decodeClaims(long)).toHaveProperty('a.b')
    expect(JSON.stringify(decodeClaims(nested(16)))).toBe(nested(16))
  })

  const marker = 'MARKER'
  const request = (value: string): string => `{"${marker}":${value}}`
  it.each([
    ['nothing', ''],
    ['white space', ' \n'],
    ['base64 with other characters', `${marker}!`],
    ['base64 that is cut off', `${marker}A==`.slice(0, 5)],
    ['base64 with padding in the middle', `e30=${marker}`],
    ['base64 of two requests', 'e30=e30='],
    ['base64 with nothing but padding', '===='],
    ['65,536 characters of padding', `e30${'='.repeat(65_533)}`],
    ['base64 of bytes that are no UTF-8', btoa(request('{"\xff":{}}'))],
    ['base64 of an overlong encoding', btoa(request('{"\xc0\xaf":{}}'))],
    ['base64 of an encoded surrogate', btoa(request('{"\xed\xa0\x80":{}}'))],
    ['base64 of UTF-16', btoa(text.replace(/./g, '$&\0'))],
    ['base64 of base64', utf8(utf8(text))],
    ['JSON that is cut off', request('{"a":{}').slice(0, -1)],
    // The engine's message quotes this one.
    ['JSON with a bare word', `{"a":${marker}}`],
    ['base64 of JSON with a bare word', utf8(`{"a":${marker}}`)],
    ['JSON that goes on', `${request('{}')} ${marker}`],
    ['a base64 JSON that is cut off', utf8(request('{').slice(0, -1))],
    ['percent-encoded JSON', encodeURIComponent(request('{}'))],
    ['a string', utf8(`"${marker}"`)],
    ['a number', utf8('1')],
    ['null', utf8('null')],
    ['true', utf8('true')],
    ['an array', utf8(`[{"${marker}":{}}]`)],
    ['a bare array', `[{"${marker}":{}}]`],
    ['a member null', request('null')],
    ['a member that is an array', request('[]')],
    ['a member that is a string', request(`"${marker}"`)],
    ['a member that is a number', request('1')],
    ['a member that is a boolean', utf8(request('true'))],
    ['one unfit member of several', `{"access_token":{},"${marker}":[]}`],
    ['65,537 characters', request(`{"a":"${marker.repeat(65_537)}"}`).slice(0, 65_537)],
    ['65,537 characters of fit JSON', `{"${marker}":{}${' '.repeat(65_537 - 13)}}`],
    ['17 levels', nested(17)],
    ['17 levels of arrays', request(`{"a":${'['.repeat(15)}${']'.repeat(15)}}`)],
    ['100,000 levels', nested(100_000)],
    ['all levels that fit', utf8('{"a":'.repeat(9800))],
    ['all arrays that fit', `{"a":{"b":${'['.repeat(32_000)}${']'.repeat(32_000)}}}`],
  ])('refuses %s, and does not repeat it', (_what, value) => {
    let thrown: unknown
    try {
      decodeClaims(value)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(InvalidClaimsError)
    const error = thrown as InvalidClaimsError
    expect(error).not.toHaveProperty('cause')
    for (const told of [error.message, error.stack, String(error), JSON.stringify(error)]) {
      expect(told).not.toContain(marker)
    }
  })

  it.each([
    ['the request', '{"__proto__":{"polluted":true},"a":{}}', '{"a":{}}'],
    ['the request, as null', '{"__proto__":null,"a":{}}', '{"a":{}}'],
    ['a place', '{"a":{"__proto__":{"polluted":true},"b":null}}', '{"a":{"b":null}}'],
    ['a claim', '{"a":{"b":{"__proto__":{"polluted":1},"c":1}}}', '{"a":{"b":{"c":1}}}'],
    ['a list', '{"a":{"b":[{"__proto__":{"polluted":1}}]}}', '{"a":{"b":[{}]}}'],
  ])('drops __proto__ from %s', (_where, value, left) => {
    const claims = decodeClaims(value)
    expect(JSON.stringify(claims)).toBe(left)
    expect(Object.getPrototypeOf(claims)).toBe(Object.prototype)
    expect(Object.getPrototypeOf(claims.a)).toBe(Object.prototype)
    expect(claims).not.toHaveProperty('a.b.polluted')
    expect(claims).not.toHaveProperty('a.b.0.polluted')
    expect(Object.prototype).not.toHaveProperty('polluted')
  })

  it('keeps other names that objects inherit', () => {
    const value = '{"constructor":{"prototype":{"polluted":1},"toString":null}}'
    expect(JSON.stringify(decodeClaims(value))).toBe(value)
    expect(Object.prototype).not.toHaveProperty('polluted')
  })
})

describe('encodeClaims', () => {
  it('writes padded standard base64 of minified JSON', () => {
    expect(encodeClaims(stepUp)).toBe(
      'eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJlc3NlbnRpYWwiOnRydWUsInZhbHVlIjoiYzEifX19',
    )
    expect(encodeClaims({})).toBe('e30=')
    expect(encodeClaims({ a: { b: '?>~ü' } })).toMatch(/^[\w+/]+=*$/)
  })

  it('writes what no UTF-8 can hold as an escape', () => {
    const claims = { a: { b: '\ud800' } }
    expect(decodeClaims(encodeClaims(claims))).toEqual(claims)
  })

  const circular: ClaimsRequest = { access_token: {} }
  circular.access_token = circular
  it.each<[string, unknown]>([
    ['null', null],
    ['undefined', undefined],
    ['a string', text],
    ['an array', [{}]],
    ['a member null', { access_token: null }],
    ['a member undefined', { access_token: undefined }],
    ['a member that is an array', { access_token: [] }],
    ['an object that holds itself', circular],
    ['17 levels', JSON.parse(nested(17))],
    ['100,000 levels', JSON.parse(nested(100_000))],
  ])('refuses %s', (_what, claims) => {
    expect(() => encodeClaims(claims as ClaimsRequest)).toThrow(InvalidClaimsError)
  })
})
