import { InteractionRequiredAuthError } from '@azure/msal-node'
import { BodyNotReplayableError, ReauthenticationError } from '@caefetch/core'
import { InteractionRequiredError } from '@caefetch/node'
import { describe, expect, it } from 'vitest'
import { refusalOf } from '../guard/verdict.fixture.ts'
import { relayChallenge } from '../index.ts'

const claims = { access_token: { acrs: { essential: true, value: 'c1' } } }
const text = JSON.stringify(claims)

const refused = (response: Response | undefined) => {
  if (!response) throw new Error('Nothing is relayed.')
  return refusalOf({ ok: false, response })
}

describe('relayChallenge', () => {
  it.each([
    ['@caefetch/node', new InteractionRequiredError('MARKER', { claims })],
    [
      'msal-node',
      new InteractionRequiredAuthError('interaction_required', 'MARKER', 's', 't', '1', 'c', text),
    ],
    [
      'a copy of msal-node',
      { name: 'InteractionRequiredAuthError', claims: text, message: 'MARKER' },
    ],
  ])('challenges this API’s caller for an error of %s', async (_whose, error) => {
    const refusal = await refused(relayChallenge(error))
    expect(refusal).toMatchObject({ status: 401, error: 'insufficient_claims', claims })
    expect(JSON.stringify(refusal)).not.toContain('MARKER')
  })

  it('speaks for this API, whatever the other one said', async () => {
    const response = new Response('MARKER', {
      status: 401,
      headers: { 'www-authenticate': 'Bearer realm="MARKER"', 'set-cookie': 'MARKER=1' },
    })
    const error = new InteractionRequiredError('MARKER', { claims, response })
    const own = { realm: 'mine', clientId: 'my-id', authorizationUri: 'https://login.test/a' }
    const relayed = relayChallenge(error, own)
    const { params } = await refused(relayed)
    expect(params).toMatchObject({
      realm: 'mine',
      client_id: 'my-id',
      authorization_uri: 'https://login.test/a',
    })
    expect(JSON.stringify([...(relayed?.headers ?? [])])).not.toContain('MARKER')
  })

  it('tells a caller that cannot be challenged', async () => {
    const error = new InteractionRequiredError('', { claims })
    const refusal = await refused(relayChallenge(error, { caller: { isCapable: false } }))
    expect(refusal).toMatchObject({ status: 403, claims: undefined })
    expect(await refused(relayChallenge(error, { caller: { isCapable: true } }))).toMatchObject({
      status: 401,
      claims,
    })
  })

  it.each([
    ['no claims', new InteractionRequiredError('a person is needed')],
    ['an outage while a challenge is met', new ReauthenticationError('down', { claims })],
    ['a body that is spent', new BodyNotReplayableError('spent', { claims })],
    [
      'claims that no header has room for',
      new InteractionRequiredError('much', {
        claims: {
          access_token: { acrs: { values: Array.from({ length: 600 }, (_, i) => `c${i}`) } },
        },
      }),
    ],
    ['claims that are none', { name: 'InteractionRequiredAuthError', claims: 'MARKER' }],
    ['nothing', undefined],
    ['any error', new TypeError('fetch failed')],
    ['a text', 'interaction_required'],
  ])('has nothing to relay of %s', (_what, error) => {
    expect(relayChallenge(error)).toBeUndefined()
  })

  it.each<[string, unknown]>([
    [
      'msal-node',
      new InteractionRequiredAuthError(
        'invalid_grant',
        'id',
        'AADSTS65001: MARKER',
        'consent_required',
      ),
    ],
    [
      '@caefetch/node',
      new InteractionRequiredError('MARKER', {
        cause: Object.assign(new Error('MARKER'), { errorNo: 65001, errorCode: 'invalid_grant' }),
      }),
    ],
    [
      'a text',
      new InteractionRequiredError('x', { cause: new Error('AADSTS65001: The user … MARKER') }),
    ],
  ])('asks for consent where an error of %s says that it is missing', async (_whose, error) => {
    const refusal = await refused(relayChallenge(error, { consentScope: 'api://orders/.default' }))
    expect(refusal).toMatchObject({
      status: 403,
      error: 'insufficient_scope',
      claims: undefined,
      params: { scope: 'api://orders/.default' },
    })
    expect(JSON.stringify(refusal)).not.toContain('MARKER')
    expect((await refused(relayChallenge(error))).params).not.toHaveProperty('scope')
  })
})
