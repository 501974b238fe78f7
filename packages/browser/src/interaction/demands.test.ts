import { authContext } from '@caefetch/core'
import { describe, expect, it } from 'vitest'
import { demandsOf } from './demands.ts'

const ada = { accountId: 'ada', scopes: ['orders.read'] }

describe('the demands of a question', () => {
  it('are its claims, one by one', () => {
    const nbf = { nbf: { essential: true, value: '1' } }
    const both = demandsOf(ada, { access_token: { ...authContext('c1').access_token, ...nbf } })
    expect(both).toHaveLength(2)
    expect(both).toEqual([
      ...demandsOf(ada, authContext('c1')),
      ...demandsOf(ada, { access_token: nbf }),
    ])
    expect(demandsOf(ada, authContext('c2'))).not.toEqual(demandsOf(ada, authContext('c1')))
  })

  it('are somebody’s', () => {
    const grace = { ...ada, accountId: 'grace' }
    expect(demandsOf(grace, authContext('c1'))).not.toEqual(demandsOf(ada, authContext('c1')))
  })

  it('are what one API needs where there are no claims, and a sign-in where nobody is signed in', () => {
    const other = { ...ada, scopes: ['other.read'] }
    expect(demandsOf(ada, undefined)).not.toEqual(demandsOf(other, {}))
    expect(demandsOf({ scopes: ada.scopes }, {})).toEqual(demandsOf({ scopes: other.scopes }, {}))
  })
})
