import { authContext } from '@caefetch/core'
import { claimsChallenge, fakeTokens, revocation } from '@caefetch/testing'
import { describe, expect, it } from 'vitest'
import './vitest.ts'

const request = { scopes: ['orders.read'], method: 'GET', url: 'https://api.contoso.com/' }

/** What the assertion says when it fails. */
function complaint(assertion: () => void): string {
  try {
    assertion()
  } catch (error) {
    return String(error)
  }
  throw new Error('The assertion passed.')
}

async function asked(...claims: (undefined | ReturnType<typeof revocation>)[]) {
  const tokens = fakeTokens()
  for (const each of claims) await tokens.getToken({ ...request, ...(each && { claims: each }) })
  return tokens
}

describe('toBeClaimsChallenge', () => {
  it('passes for a challenge, with the claims if they are given', () => {
    const response = claimsChallenge({ claims: authContext('c1') })
    expect(response).toBeClaimsChallenge()
    expect(response).toBeClaimsChallenge(authContext('c1'))
    expect(response).not.toBeClaimsChallenge(authContext('c2'))
    expect({ response }).toEqual({ response: expect.toBeClaimsChallenge() })
  })

  it('says what the response is instead', () => {
    const plain = { 'WWW-Authenticate': 'Bearer error="invalid_token"' }
    const cases: [response: Response, says: string][] = [
      [new Response(), 'the status is 200'],
      [new Response(null, { status: 401 }), 'the 401 has no WWW-Authenticate'],
      [new Response(null, { status: 403, headers: plain }), 'the 403 has no claims in Bearer err'],
    ]
    for (const [response, says] of cases) {
      expect(response).not.toBeClaimsChallenge()
      expect(complaint(() => expect(response).toBeClaimsChallenge())).toContain(says)
    }
    const challenge = claimsChallenge()
    expect(complaint(() => expect(challenge).toBeClaimsChallenge(authContext('c1')))).toContain(
      'expected a claims challenge for other claims',
    )
    expect(complaint(() => expect(challenge).not.toBeClaimsChallenge())).toContain(
      'expected no claims challenge',
    )
  })

  it('refuses what is no response', () => {
    expect(complaint(() => expect('401').toBeClaimsChallenge())).toContain('needs a Response')
    expect(complaint(() => expect('401').not.toBeClaimsChallenge())).toContain('needs a Response')
  })
})

describe('toHaveAskedOnce and toHaveAskedTimes', () => {
  it('count the requests with claims', async () => {
    expect(await asked(undefined, undefined)).toHaveAskedTimes(0)
    const once = await asked(undefined, revocation())
    expect(once).toHaveAskedTimes(1)
    expect(once).toHaveAskedOnce()
    expect(once).toHaveAskedOnce(revocation())
    const twice = await asked(revocation(), undefined, authContext('c1'))
    expect(twice).toHaveAskedTimes(2)
    expect(twice).not.toHaveAskedOnce()
    expect(once).not.toHaveAskedOnce(authContext('c1'))
    expect(twice).not.toHaveAskedOnce(revocation())
  })

  it('say what was asked for', async () => {
    const never = await asked(undefined)
    expect(complaint(() => expect(never).toHaveAskedOnce())).toContain(
      'expected 1 claims request, but there was none',
    )
    const twice = await asked(revocation(7), authContext('c1'))
    const text = complaint(() => expect(twice).toHaveAskedTimes(3))
    expect(text).toContain('expected 3 claims requests, but there were 2:')
    expect(text).toContain('{"access_token":{"nbf":{"essential":true,"value":"7"}}}')
    expect(complaint(() => expect(twice).not.toHaveAskedTimes(2))).toContain('another number')
  })

  it('refuse what is no fake', () => {
    expect(complaint(() => expect({}).toHaveAskedOnce())).toContain('fakeTokens()')
    expect(complaint(() => expect(undefined).toHaveAskedTimes(0))).toContain('fakeTokens()')
  })

  it('are typed', async () => {
    // @ts-expect-error The number is missing.
    expect(() => expect(fakeTokens()).toHaveAskedTimes()).toThrow()
    // @ts-expect-error Claims are no text.
    expect(claimsChallenge()).not.toBeClaimsChallenge('c1')
  })
})
