import { describe, expect, it } from 'vitest'
import { authContext } from '../claims/auth-context.ts'
import { ConfigurationError, InteractionRequiredError, ReauthenticationError } from '../errors.ts'
import { toCaeError } from './provider-error.ts'

describe('what the provider says', () => {
  it.each([
    { name: 'InteractionRequiredAuthError' },
    { name: 'AuthenticationRequiredError' },
    { errorCode: 'interaction_required' },
    { errorCode: 'login_required' },
    { error: 'consent_required' },
    { code: 'account_selection_required' },
    { name: 'ServerError', errorCode: 'invalid_grant' },
  ])('needs a person: %j', (members) => {
    const cause = Object.assign(new Error('AADSTS'), members)
    const error = toCaeError(cause)
    expect(error).toBeInstanceOf(InteractionRequiredError)
    expect(error.cause).toBe(cause)
  })

  it.each([
    [new Error('down')],
    [Object.assign(new Error('no'), { errorCode: 'invalid_client' })],
    [new TypeError('fetch failed')],
    ['a string'],
    [null],
    [undefined],
  ])('is no matter for a person: %s', (cause) => {
    const error = toCaeError(cause)
    expect(error).toBeInstanceOf(ReauthenticationError)
    expect(error.cause).toBe(cause)
  })

  it('is kept when it is one of ours, with its own cause and words', () => {
    const cause = new Error('popup closed')
    const own = new InteractionRequiredError('The user cancelled.', {
      cause,
      claims: authContext('c1'),
    })
    const response = new Response(null, { status: 401 })
    const error = toCaeError(own, { claims: { id_token: { auth_time: null } }, response })
    expect(error).not.toBe(own)
    expect(error).toBeInstanceOf(InteractionRequiredError)
    expect(error.message).toBe('The user cancelled.')
    expect(error.cause).toBe(cause)
    expect(error.response).toBe(response)
    expect(error.claims).toEqual({ id_token: { auth_time: null }, ...authContext('c1') })
    expect(toCaeError(new ReauthenticationError('No.')).message).toBe('No.')
  })

  it('is passed on when it is about the configuration', () => {
    const error = new ConfigurationError('Give an account.')
    expect(toCaeError(error)).toBe(error)
  })

  it('may carry claims that are no claims; they are left out', () => {
    expect(toCaeError(Object.assign(new Error(), { claims: 'garbage' })).claims).toBeUndefined()
    expect(
      toCaeError(Object.assign(new Error(), { claims: '{"access_token":null}' })).claims,
    ).toBeUndefined()
    expect(toCaeError(Object.assign(new Error(), { claims: authContext('c1') })).claims).toEqual(
      authContext('c1'),
    )
  })

  it('stands in no message', () => {
    const marker = 'marker'
    const cause = Object.assign(new Error(marker), { claims: JSON.stringify(authContext(marker)) })
    expect(toCaeError(cause).message).not.toContain(marker)
  })
})
