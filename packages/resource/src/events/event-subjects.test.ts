import { describe, expect, it, vi } from 'vitest'
import type { SubjectResolver } from '../index.ts'
import { noon } from '../issuer.fixture.ts'
import { send } from './send-event.fixture.ts'
import { oid, sessionRevoked, signEvent, transmitter } from './transmitter.fixture.ts'

const udid = { format: 'udid', udid: '0' }
const iss = { format: 'iss_sub', iss: transmitter, sub: oid }

describe('a subject', () => {
  it.each<[string, Record<string, unknown>]>([
    [
      'a device of an unknown format beside the user',
      { format: 'complex', user: iss, device: udid },
    ],
    [
      'a tenant of an unknown format beside the user',
      { format: 'complex', user: iss, tenant: udid },
    ],
    ['a session of an unknown format', { format: 'complex', user: iss, session: udid }],
    ['an alias of an unknown format', { format: 'aliases', identifiers: [udid, iss] }],
    [
      'a user with such an alias',
      { format: 'complex', user: { format: 'aliases', identifiers: [udid, iss] } },
    ],
    ['the claims of an ID token', { format: 'id_token_claims', iss: transmitter, sub: oid }],
    ['the same of Google, by its older name', { subject_type: 'id_token_claims', sub: oid }],
  ])('with %s is acted on', async (_what, subject) => {
    const { response, revokedAt } = await send(signEvent(sessionRevoked({ sub_id: subject })))
    expect(response.status).toBe(202)
    expect(await revokedAt()).toBeDefined()
  })

  it('of a session beside a user nobody knows ends that session', async () => {
    const user = { format: 'upn', upn: 'a' }
    const sub_id = { format: 'complex', user, session: { format: 'opaque', id: 'a-session' } }
    const { response, revokedAt } = await send(signEvent(sessionRevoked({ sub_id })))
    expect(response.status).toBe(202)
    expect(await revokedAt({ sid: 'a-session' })).toBeDefined()
    expect(await revokedAt()).toBeUndefined()
  })

  it('of a format that is not listed reaches the resolver before it is refused', async () => {
    const token = await signEvent(sessionRevoked({ sub_id: udid }))
    const subjects = vi.fn<SubjectResolver>(() => ({ oid }))
    const known = await send(token, { subjects })
    expect(subjects.mock.calls[0]?.[0]).toEqual({ format: 'other', members: udid })
    expect([known.response.status, await known.revokedAt()]).toEqual([202, noon - 10])
    expect((await send(token, { subjects: () => undefined })).response.status).toBe(400)
    expect((await send(token, { subjects: () => [] })).response.status).toBe(202)
  })

  it('that is a token of Google reaches the resolver', async () => {
    const google = {
      subject_type: 'oauth_token',
      token_type: 'refresh_token',
      token_identifier_alg: 'prefix',
      token: '0123456789abcdef',
    }
    const type = 'https://schemas.openid.net/secevent/oauth/event-type/token-revoked'
    const token = await signEvent(
      sessionRevoked({ sub_id: undefined, events: { [type]: { subject: google } } }),
    )
    const { response, revokedAt } = await send(token, {
      revokesOn: (event) => event.type === type,
      subjects: (subject) =>
        subject.format === 'oauth_token' && subject.token.startsWith('0123') ? { oid } : undefined,
    })
    expect([response.status, await revokedAt()]).toEqual([202, noon])
  })
})
