import { describe, expect, it } from 'vitest'
import type { EventSubject } from '../index.ts'
import { entraSubjects } from './subjects.ts'

const iss = 'https://transmitter.test/'
const opaque = (id: string): EventSubject => ({ format: 'opaque', id })

describe('whose tokens an event is about, in the names of Entra', () => {
  it.each<[string, EventSubject, object[]]>([
    ['a user', { format: 'iss_sub', iss, sub: 'u' }, [{ oid: 'u' }]],
    ['someone', opaque('u'), [{ oid: 'u' }]],
    ['a token', { format: 'jwt_id', iss, jti: 't' }, [{ uti: 't' }]],
    ['what is longer than any id: nobody', opaque('u'.repeat(257)), []],
    [
      'what is longer than any id of a token: nobody',
      { format: 'jwt_id', iss, jti: 't'.repeat(257) },
      [],
    ],
    ['an ID token’s user', { format: 'id_token_claims', iss, sub: 'u' }, [{ oid: 'u' }]],
    [
      'aliases',
      { format: 'aliases', identifiers: [opaque('a'), { format: 'email', email: 'b' }] },
      [{ oid: 'a' }],
    ],
    [
      'a user of a tenant',
      { format: 'complex', user: opaque('u'), tenant: opaque('t') },
      [{ oid: 'u', tid: 't' }],
    ],
    [
      'a session of a user: all of the user’s',
      { format: 'complex', user: opaque('u'), session: opaque('s') },
      [{ oid: 'u' }],
    ],
    ['a session', { format: 'complex', session: opaque('s') }, [{ sid: 's' }]],
    [
      'an application, by either id',
      { format: 'complex', application: opaque('a') },
      [{ oid: 'a' }, { azp: 'a' }],
    ],
    [
      'a device of a tenant: nobody',
      { format: 'complex', device: opaque('d'), tenant: opaque('t') },
      [],
    ],
    [
      'a tenant whose id is not told: no user',
      { format: 'complex', user: { format: 'email', email: 'x' }, tenant: opaque('t') },
      [],
    ],
    ['an email address', { format: 'email', email: 'a@b.test' }, []],
    ['a phone number', { format: 'phone_number', phone_number: '+1' }, []],
    ['an account', { format: 'account', uri: 'acct:a@b.test' }, []],
    ['a DID', { format: 'did', url: 'did:a:b' }, []],
    ['a URI', { format: 'uri', uri: 'urn:a' }, []],
    ['a SAML assertion', { format: 'saml_assertion_id', issuer: iss, assertion_id: 'a' }, []],
    ['addresses', { format: 'ip-addresses', 'ip-addresses': ['192.0.2.1'] }, []],
  ])('%s', (_what, subject, subjects) => {
    expect(entraSubjects(subject)).toEqual(subjects)
  })
})
