import { expect, it } from 'vitest'
import { reasonOf } from './challenge-reason.ts'

it.each([
  ['authentication-context', { access_token: { nbf: null, xms_rp_ipaddr: null, acrs: null } }],
  ['location', { access_token: { nbf: null, xms_rp_ipaddr: null } }],
  ['revocation', { id_token: { other: null }, access_token: { nbf: null } }],
  ['other', { access_token: { other: null } }],
  ['invalid-token', { access_token: {} }],
  ['invalid-token', {}],
])('is %s for what asks most of the user: %j', (reason, claims) => {
  expect(reasonOf(claims)).toBe(reason)
})
