import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../errors.ts'
import { authContext } from './auth-context.ts'
import { decodeClaims, encodeClaims } from './claims-codec.ts'

describe('authContext', () => {
  it('asks for one context by its value', () => {
    expect(authContext('c1')).toStrictEqual({
      access_token: { acrs: { essential: true, value: 'c1' } },
    })
  })

  it('asks for any of several', () => {
    expect(authContext('c1', 'c2', 'c3')).toStrictEqual({
      access_token: { acrs: { essential: true, values: ['c1', 'c2', 'c3'] } },
    })
  })

  it('gives a request that can be sent', () => {
    expect(decodeClaims(encodeClaims(authContext('c1', 'c2')))).toEqual(authContext('c1', 'c2'))
  })

  it('gives a new request each time', () => {
    expect(authContext('c1')).not.toBe(authContext('c1'))
  })

  it.each([[[]], [['']], [['c1', '']]])('refuses %j', (ids: string[]) => {
    expect(() => authContext(...ids)).toThrow(ConfigurationError)
    expect(() => authContext(...ids)).toThrow('authContext needs ids such as c1.')
  })
})
