import { describe, expect, it } from 'vitest'
import { encodeClaims } from '../claims/claims-codec.ts'
import { readClaimsChallenge } from './read-claims-challenge.ts'

const revoked = { access_token: { nbf: { essential: true, value: '1726077595' } } }
const stepUp = { access_token: { acrs: { essential: true, value: 'c1' } } }
const nbf = encodeClaims(revoked)
const acrs = encodeClaims(stepUp)

const respond = (header: string, status = 401): Response =>
  new Response('{}', { status, headers: { 'WWW-Authenticate': header } })

describe('readClaimsChallenge', () => {
  it('reads the claims, the error, its description, the scheme and the status', () => {
    const response = respond(
      `Bearer realm="", error="insufficient_claims", error_description="Revoked.", claims="${nbf}"`,
    )
    expect(readClaimsChallenge(response)).toStrictEqual({
      claims: revoked,
      error: 'insufficient_claims',
      description: 'Revoked.',
      scheme: 'Bearer',
      status: 401,
    })
  })

  it('leaves out what the challenge does not say', () => {
    expect(readClaimsChallenge(respond(`Bearer error="", claims="${nbf}"`))).toStrictEqual({
      claims: revoked,
      scheme: 'Bearer',
      status: 401,
    })
  })

  it("reads Microsoft Graph's errorDescription", () => {
    const found = readClaimsChallenge(respond(`Bearer errorDescription="why", claims="${nbf}"`))
    expect(found?.description).toBe('why')
  })

  it('prefers error_description', () => {
    const header = `Bearer errorDescription="b", error_description="a", claims="${nbf}"`
    expect(readClaimsChallenge(respond(header))?.description).toBe('a')
  })

  it.each(['Bearer', 'bearer', 'BEARER', 'PoP', 'pop', 'DPoP', 'dpop'])('reads %s', (scheme) => {
    const found = readClaimsChallenge(respond(`${scheme} claims="${nbf}"`))
    expect(found).toMatchObject({ claims: revoked, scheme })
  })

  it.each(['Basic', 'Negotiate', 'XBearer', 'Bearer2', 'ddpop', 'authorization_url'])(
    'passes over %s',
    (scheme) => {
      expect(readClaimsChallenge(respond(`${scheme} claims="${nbf}"`))).toBeUndefined()
    },
  )

  it.each([['insufficient_claims'], ['invalid_token'], ['interaction_required']])(
    'reads claims whatever the error: %s',
    (error) => {
      expect(
        readClaimsChallenge(respond(`Bearer error="${error}", claims="${nbf}"`)),
      ).toMatchObject({
        claims: revoked,
        error,
      })
    },
  )

  it('reads raw JSON', () => {
    const header = `Bearer claims="${JSON.stringify(stepUp)}", scopes="a,b"`
    expect(readClaimsChallenge(respond(header, 403))).toStrictEqual({
      claims: stepUp,
      scheme: 'Bearer',
      status: 403,
    })
  })

  it.each([200, 302, 400, 404, 407, 500])('reads nothing from a %i', (status) => {
    expect(readClaimsChallenge(respond(`Bearer claims="${nbf}"`, status))).toBeUndefined()
  })

  it.each([
    ['no claims', 'Bearer error="insufficient_claims"'],
    ['empty claims', 'Bearer error="insufficient_claims", claims=""'],
    ['claims that are no base64', 'Bearer claims="not base64"'],
    ['claims that are no JSON', `Bearer claims="${btoa('{')}"`],
    ['claims that are no object', `Bearer claims="${btoa('[]')}"`],
    ['a member that is no object', `Bearer claims="${btoa('{"access_token":null}')}"`],
    ['no challenge at all', ''],
    ['a parameter without a scheme', `claims="${nbf}"`],
  ])('passes over %s', (_what, header) => {
    expect(readClaimsChallenge(respond(header))).toBeUndefined()
  })

  it('reads nothing from a 401 without the header', () => {
    expect(readClaimsChallenge(new Response(null, { status: 401 }))).toBeUndefined()
  })

  it('merges the claims of several challenges', () => {
    const found = readClaimsChallenge(
      respond(`Bearer claims="${nbf}", DPoP error="b", error_description="c", claims="${acrs}"`),
    )
    expect(found).toStrictEqual({
      claims: { access_token: { ...revoked.access_token, ...stepUp.access_token } },
      error: 'b',
      description: 'c',
      scheme: 'Bearer',
      status: 401,
    })
  })

  it('keeps the first error and description of several', () => {
    const challenge = (word: string, claims: string) =>
      `Bearer error="${word}", error_description="${word}", claims="${claims}"`
    expect(
      readClaimsChallenge(respond(`${challenge('a', nbf)}, ${challenge('b', acrs)}`)),
    ).toMatchObject({ error: 'a', description: 'a' })
  })

  it('merges challenges of several header fields', () => {
    const response = respond(`Bearer claims="${nbf}"`)
    response.headers.append('WWW-Authenticate', `PoP claims="${acrs}"`)
    expect(readClaimsChallenge(response)?.claims.access_token).toHaveProperty('acrs')
  })

  it('takes nothing from the challenges it passes over', () => {
    const header = `Basic error="a", claims="${acrs}", Bearer error="b", claims="?", PoP claims="${nbf}"`
    expect(readClaimsChallenge(respond(header))).toStrictEqual({
      claims: revoked,
      scheme: 'PoP',
      status: 401,
    })
  })

  it('does not read the body', async () => {
    const response = respond(`Bearer claims="${nbf}"`)
    readClaimsChallenge(response)
    expect(response.bodyUsed).toBe(false)
    expect(await response.text()).toBe('{}')
  })
})
