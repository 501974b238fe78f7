import { describe, expect, it } from 'vitest'
import { InvalidClaimsError } from '../errors.ts'
import { decodeClaims, encodeClaims } from './claims-codec.ts'

const deep = `{"a":${'{"b":'.repeat(20)}{}${'}'.repeat(21)}`

describe('the message says which rule is broken', () => {
  it.each<[string, RegExp]>([
    ['', /are no text/],
    ['   ', /are no text/],
    ['x'.repeat(65_537), /65,536 characters/],
    ['%%%', /neither JSON nor base64/],
    ['/w==', /neither JSON nor base64/],
    ['{broken', /are no JSON/],
    [btoa('broken'), /are no JSON/],
    ['{"access_token":null}', /are no object whose members are objects/],
    [btoa('[]'), /are no object whose members are objects/],
    [deep, /deeper than 16 levels/],
  ])('of %j', (value, message) => {
    expect(() => decodeClaims(value)).toThrow(InvalidClaimsError)
    expect(() => decodeClaims(value)).toThrow(message)
  })

  it('of what is no claims request, and of what is no text', () => {
    expect(() => encodeClaims(JSON.parse('{"access_token":1}'))).toThrow(/members are objects/)
    expect(() => encodeClaims({ access_token: { n: 1n } })).toThrow(/are no JSON/)
    expect(() => decodeClaims(JSON.parse('1'))).toThrow(/are no text/)
  })

  it('and quotes nothing of it', () => {
    for (const value of ['{"secret', 'secret!']) {
      expect(() => decodeClaims(value)).toThrow(expect.not.stringContaining('secret'))
    }
  })
})
