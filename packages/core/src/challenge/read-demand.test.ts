import { describe, expect, it } from 'vitest'
import { authContext } from '../claims/auth-context.ts'
import { encodeClaims } from '../claims/claims-codec.ts'
import { readDemand } from './read-demand.ts'

const claims = authContext('c1')
const challenge = `Bearer error="insufficient_claims", claims="${encodeClaims(claims)}"`
const stepUp = 'Bearer error="insufficient_user_authentication", acr_values="c2"'
const invalid = 'Bearer error="invalid_token"'

describe('what a refusal asks for', () => {
  it.each([
    ['its claims', challenge, 401, claims],
    ['its claims, of a 403 too', challenge, 403, claims],
    ['its claims before a step-up beside them', `${stepUp}, ${challenge}`, 401, claims],
    ['its step-up before another token', `${invalid}, ${stepUp}`, 401, authContext('c2')],
    ['another token', invalid, 401, {}],
    ['another token, whichever of the challenges says so', `Basic realm="x", ${invalid}`, 401, {}],
  ])('is %s', (_, header, status, demand) => {
    expect(readDemand(header, status)).toEqual(demand)
  })

  it.each([
    ['a 403 that calls the token invalid', invalid, 403],
    ['any other status', challenge, 400],
    ['any other error', 'Bearer error="insufficient_scope"', 401],
    ['a step-up for what takes no tokens', stepUp.replace('Bearer', 'Basic'), 401],
    ['a bare challenge', 'Bearer realm="x"', 401],
    ['nothing', '', 401],
  ])('is nothing for %s', (_, header, status) => {
    expect(readDemand(header, status)).toBeUndefined()
  })
})
