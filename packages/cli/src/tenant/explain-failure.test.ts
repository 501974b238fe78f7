import { describe, expect, it } from 'vitest'
import { GraphError } from '../graph/graph-error.ts'
import { explainFailure } from './explain-failure.ts'

/** An error of a library, with the error that caused it. */
const failure = (message: string, members: object = {}, cause?: unknown) =>
  Object.assign(new Error(message, { cause }), members)

const noToken = (cause: unknown) => failure('No token', { code: 'reauthentication_failed' }, cause)

const graph = (status: number, message = 'no', code = 'Refused') =>
  new GraphError(status, code, message, ['Policy.Read.All'])

describe('explainFailure', () => {
  it.each([
    [
      failure('fetch failed', {}, failure('x', { code: 'ENOTFOUND', hostname: 'graph.test' })),
      'unreachable',
      'graph.test: nobody answers (ENOTFOUND)',
    ],
    [
      noToken(failure('network_error', { errorCode: 'network_error' })),
      'unreachable',
      'nobody answers',
    ],
    [failure('slow', { name: 'TimeoutError' }), 'unreachable', 'within 30 seconds'],
    [
      noToken(failure('invalid_grant: AADSTS50105: not assigned')),
      'sign_in_failed',
      'AADSTS50105: The user is not assigned',
    ],
    [
      noToken(failure('AADSTS1234567: new')),
      'sign_in_failed',
      'AADSTS1234567: Microsoft Entra refused',
    ],
    [
      noToken(failure('x', { errorCode: 'authorization_declined' })),
      'sign_in_failed',
      'was declined',
    ],
    [
      noToken(failure('x', { errorCode: 'device_code_expired' })),
      'sign_in_failed',
      'before the code expired',
    ],
    [noToken(failure('x', { errorCode: 'state_mismatch' })), 'sign_in_failed', '(state_mismatch)'],
    [graph(403), 'no_permission', '(403 Refused). It needs Policy.Read.All.'],
    [graph(403, 'Your tenant is not licensed for this feature.'), 'no_licence', 'Entra ID P1'],
    [graph(400, '1129: Security Defaults is enabled'), 'security_defaults', 'turn them off'],
    [graph(401), 'sign_in_failed', 'sign in again'],
    [graph(503), 'unreachable', 'try again later'],
    [graph(400, 'Invalid filter'), 'tenant_refused', 'Invalid filter'],
  ])('says %s in one line', (error, code, words) => {
    const explained = explainFailure(error) as Error
    expect(explained).toMatchObject({ name: 'CommandError', code })
    expect(explained.message).toContain(words)
    expect(explained.message).not.toContain('\n')
  })

  it('leaves what nobody foresaw as it is', () => {
    const error = new TypeError('x is not a function')
    expect(explainFailure(error)).toBe(error)
  })
})
