import { InteractionRequiredError, readClaimsChallenge } from '@caefetch/core'
import {
  createEventReceiver,
  createGuard,
  createRevocations,
  type GuardOptions,
  relayChallenge,
  type Verdict,
} from '@caefetch/resource'
import { type Check, equal, rejection } from './check.ts'
import { audience, fetchKeys, now, receiver, sign, tenant, transmitter } from './issuer.ts'

const guardWith = (options: Partial<GuardOptions> = {}) =>
  createGuard({ tenantId: tenant, audience, fetch: fetchKeys, ...options })

const requestWith = (token?: string): Request =>
  new Request('https://api.contoso.test/orders', {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  })

const statusOf = (verdict: Verdict): number => (verdict.ok ? 200 : verdict.response.status)
const claimsOf = ({ response }: Verdict) => response && readClaimsChallenge(response)?.claims

/** A receiver of events about the user, and the revocations they end up in. */
function createReceiver() {
  const revocations = createRevocations()
  const receive = createEventReceiver({
    issuer: transmitter,
    audience: receiver,
    jwksUri: `${transmitter}keys`,
    authorization: 'Bearer of-the-transmitter',
    fetch: fetchKeys,
    revocations,
  })
  return { revocations, receive }
}

const push = (body: string, authorization = 'Bearer of-the-transmitter'): Request =>
  new Request(receiver, {
    method: 'POST',
    headers: { 'content-type': 'application/secevent+jwt', authorization },
    body,
  })

const sessionRevoked = (jti: string): Promise<string> => {
  const event = 'https://schemas.openid.net/secevent/caep/event-type/session-revoked'
  const claims = {
    iss: transmitter,
    aud: receiver,
    jti,
    iat: now,
    exp: undefined,
    nbf: undefined,
    sub_id: {
      format: 'complex',
      user: { format: 'iss_sub', iss: transmitter, sub: 'user-of-contoso' },
      tenant: { format: 'opaque', id: tenant },
    },
    events: { [event]: { event_timestamp: now } },
  }
  return sign(claims, false, 'secevent+jwt')
}

export const guard: Record<string, Check> = {
  async 'takes a good token, and takes it again'() {
    const guard = guardWith()
    const token = await sign()
    for (const time of ['first', 'second']) {
      const verdict = await guard.check(requestWith(token), { scopes: 'orders.read' })
      equal(verdict.caller?.objectId, 'user-of-contoso', `the caller, the ${time} time`)
    }
  },

  async 'refuses what is no token, expired, of another key or for someone else'() {
    const guard = guardWith()
    const tokens = [
      undefined,
      'not.a.token',
      await sign({ exp: now - 600 }),
      await sign({}, true),
      await sign({ aud: 'someone-else' }),
    ]
    for (const token of tokens) equal(statusOf(await guard.check(requestWith(token))), 401)
  },

  async 'challenges a token that was revoked'() {
    const revocations = createRevocations()
    const guard = guardWith({ revocations })
    const token = await sign()
    equal(statusOf(await guard.check(requestWith(token))), 200)
    await revocations.revoke({ tid: tenant, oid: 'user-of-contoso' })
    const verdict = await guard.check(requestWith(token))
    equal([statusOf(verdict), 'access_token' in Object(claimsOf(verdict))], [401, true])
  },

  async 'challenges for an authentication context, and takes it'() {
    const guard = guardWith()
    const verdict = await guard.check(requestWith(await sign()), { authContext: 'c1' })
    equal(claimsOf(verdict), { access_token: { acrs: { essential: true, value: 'c1' } } })
    const stepped = requestWith(await sign({ acrs: ['c1'] }))
    equal(statusOf(await guard.check(stepped, { authContext: 'c1' })), 200)
  },

  async 'refuses a scope that was not granted'() {
    const verdict = await guardWith().check(requestWith(await sign()), { scopes: 'orders.write' })
    equal(statusOf(verdict), 403)
  },

  async 'binds a token to its address'() {
    const guard = guardWith({ location: { trustedProxies: ['10.0.0.0/8', '2001:db8:0::/48'] } })
    const request = requestWith(await sign({ ipaddr: '198.51.100.7' }))
    equal(statusOf(await guard.check(request, {}, { peer: '198.51.100.7' })), 200)
    equal(statusOf(await guard.check(request, {}, { peer: '::ffff:198.51.100.7' })), 200)
    equal(statusOf(await guard.check(request, {}, { peer: '203.0.113.9' })), 401)
    const headers = { authorization: request.headers.get('authorization') ?? '' }
    for (const proxy of ['10.1.2.3', '2001:db8::1']) {
      const forwarded = { ...headers, 'x-forwarded-for': '198.51.100.7' }
      const behind = new Request(request.url, { headers: forwarded })
      equal(statusOf(await guard.check(behind, {}, { peer: proxy })), 200, proxy)
    }
  },

  async 'revokes what a pushed event says'() {
    const { receive, revocations } = createReceiver()
    equal((await receive(push(await sessionRevoked('1')))).status, 202)
    const verdict = await guardWith({ revocations }).check(requestWith(await sign()))
    equal(statusOf(verdict), 401)
  },

  async 'takes no event from others, and none that is too long'() {
    const { receive } = createReceiver()
    equal((await receive(push(await sessionRevoked('1'), 'Bearer of-someone'))).status, 400)
    equal((await receive(push('x'.repeat(70_000)))).status, 400)
  },

  async 'hands a challenge on to its own caller'() {
    const claims = { access_token: { acrs: { essential: true, value: 'c1' } } }
    const error = new InteractionRequiredError('A person is needed.', { claims })
    const response = relayChallenge(error)
    equal(response && readClaimsChallenge(response)?.claims, claims)
  },

  async 'says what is wrong with its options'() {
    const options = { tenantId: tenant, audience, jwksUri: 'http://keys.test', fetch: fetchKeys }
    const creation = Promise.resolve().then(() => createGuard(options))
    equal((await rejection(creation)).name, 'ConfigurationError')
  },
}
