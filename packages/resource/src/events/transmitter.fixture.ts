import { createRevocations, type EventOptions, type Revocations } from '../index.ts'
import { keySet, noon, sign, tenant } from '../issuer.fixture.ts'

export const transmitter = 'https://transmitter.test/'
export const receiver = 'https://api.contoso.test/events'
export const caep = 'https://schemas.openid.net/secevent/caep/event-type/'
export const ssf = 'https://schemas.openid.net/secevent/ssf/event-type/'
export const oid = 'user-of-contoso'

type Members = Record<string, unknown>

export const user = {
  format: 'complex',
  user: { format: 'iss_sub', iss: transmitter, sub: oid },
  tenant: { format: 'opaque', id: tenant },
}

/** A session of a user is revoked, ten seconds before noon; members given as undefined are left out. */
export const sessionRevoked = (more: Members = {}): Members => ({
  iss: transmitter,
  aud: receiver,
  jti: 'event-1',
  iat: noon,
  sub_id: user,
  events: { [`${caep}session-revoked`]: { event_timestamp: noon - 10 } },
  ...more,
})

export const signEvent = (
  claims: Members = sessionRevoked(),
  header: Parameters<typeof sign>[1] = {},
): Promise<string> => sign(claims, { typ: 'secevent+jwt', ...header })

/** Options whose clock stands at noon, and the revocations that events end up in. */
export function setReceiver(options: Partial<EventOptions> = {}): {
  options: EventOptions
  revocations: Revocations
  /** When a token of the user that was issued before the event was revoked. */
  revokedAt(more?: Members): Promise<number | undefined>
} {
  const now = () => noon * 1000
  const revocations = createRevocations({ now })
  const jwksUri = 'https://transmitter.test/keys'
  const audience = receiver
  const own = { issuer: transmitter, audience, jwksUri, revocations, now, fetch: () => keySet() }
  return {
    options: { ...own, ...options },
    revocations,
    revokedAt: async (more = {}) =>
      revocations.revokedAt({ tid: tenant, oid, iat: noon - 3600, ...more }),
  }
}

export const push = (token: string, headers: Record<string, string> = {}): Request =>
  new Request(receiver, {
    method: 'POST',
    headers: { 'content-type': 'application/secevent+jwt', ...headers },
    body: token,
  })
