import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidClaimsError } from '../errors.ts'
import { decodeClaims, encodeClaims } from './claims-codec.ts'
import type { ClaimsRequest } from './claims-request.ts'

const urlSafe = (text: string): string => text.replaceAll('+', '-').replaceAll('/', '_')
const bare = (text: string): string => text.replaceAll('=', '')

const encodeText = (text: string): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(text)))

describe('encodeClaims and decodeClaims', () => {
  const word = fc.string({ unit: 'binary', maxLength: 8 })
  const claims: fc.Arbitrary<ClaimsRequest> = fc
    .dictionary(word, fc.dictionary(word, fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' })))
    .map((request) => JSON.stringify(request))
    .filter((json) => !json.includes('__proto__'))
    .map((json): ClaimsRequest => JSON.parse(json))

  it('read back what they write', () =>
    fc.assert(
      fc.property(claims, (request) => {
        expect(decodeClaims(encodeClaims(request))).toEqual(request)
      }),
    ))

  it('read every spelling of the same bytes', () =>
    fc.assert(
      fc.property(claims, fc.string({ unit: fc.constantFrom(...' \t\r\n') }), (request, space) => {
        const value = encodeClaims(request)
        for (const alphabet of [value, urlSafe(value)]) {
          for (const spelling of [alphabet, bare(alphabet)]) {
            expect(decodeClaims(space + spelling + space)).toEqual(request)
          }
        }
      }),
    ))

  it('give a request or an InvalidClaimsError for any text', () =>
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.json().map(encodeText)),
        (value) => {
          try {
            expect(decodeClaims(value)).toBeTypeOf('object')
          } catch (error) {
            expect(error).toBeInstanceOf(InvalidClaimsError)
          }
        },
      ),
    ))
})
