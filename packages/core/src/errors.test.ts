import { describe, expect, it } from 'vitest'
import {
  BodyNotReplayableError,
  CaeError,
  ConfigurationError,
  InteractionRequiredError,
  InvalidClaimsError,
  ReauthenticationError,
} from './errors.ts'

describe.each([
  { Class: InvalidClaimsError, name: 'InvalidClaimsError', code: 'invalid_claims' },
  {
    Class: InteractionRequiredError,
    name: 'InteractionRequiredError',
    code: 'interaction_required',
  },
  { Class: ReauthenticationError, name: 'ReauthenticationError', code: 'reauthentication_failed' },
  { Class: BodyNotReplayableError, name: 'BodyNotReplayableError', code: 'body_not_replayable' },
  { Class: ConfigurationError, name: 'ConfigurationError', code: 'configuration' },
])('$name', ({ Class, name, code }) => {
  const claims = { access_token: { acrs: { value: 'MARKER' } } }
  const headers = { 'WWW-Authenticate': 'Bearer claims="MARKER"' }

  it('is told apart by its class, its name and its code', () => {
    const error = new Class('Why.')
    expect(error).toBeInstanceOf(Class)
    expect(error).toBeInstanceOf(CaeError)
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({ name, code, message: 'Why.' })
    expect(String(error)).toBe(`${name}: Why.`)
  })

  it('carries the cause, the claims and the response as they are', () => {
    const cause = new Error('The provider says no.')
    const response = new Response(null, { status: 401, headers })
    const error = new Class('Why.', { cause, claims, response })
    expect(error.cause).toBe(cause)
    expect(error.claims).toBe(claims)
    expect(error.response).toBe(response)
  })

  it('does not show claims and response to whoever lists or logs it', () => {
    const response = new Response(null, { status: 401, headers })
    const error = new Class('Why.', { claims, response })
    expect({ ...error }).toEqual({ name, code })
    expect(JSON.stringify(error) + String(error) + error.stack).not.toContain('MARKER')
  })

  it('has no cause, claims or response unless they are given', () => {
    const error = new Class('Why.')
    expect(error).not.toHaveProperty('cause')
    expect(error.claims).toBeUndefined()
    expect(error.response).toBeUndefined()
    expect(new Class('Why.', { claims })).not.toHaveProperty('cause')
  })

  it('keeps its claims and response from being replaced', () => {
    const error = new Class('Why.', { claims })
    expect(Reflect.set(error, 'claims', {})).toBe(false)
    expect(Reflect.set(error, 'response', new Response())).toBe(false)
    expect(error.claims).toBe(claims)
  })
})
