import { epochSeconds } from '../clock.ts'
import { type Entra, issuerOf } from '../tenant/authority.ts'
import type { CriticalEvent } from './bus.ts'

const caepPrefix = 'https://schemas.openid.net/secevent/caep/event-type/'

/**
 * Signs an event as a security event token.
 *
 * @see [RFC 8417](https://www.rfc-editor.org/rfc/rfc8417)
 * @see [CAEP 1.0](https://openid.net/specs/openid-caep-1_0-final.html)
 */
export async function signEvent(
  entra: Entra,
  { type, principal, time, transaction, details }: CriticalEvent,
  audience: string,
): Promise<{ jti: string; token: string }> {
  const iss = issuerOf(entra)
  const jti = entra.ids.guid()
  const who =
    principal.kind === 'user'
      ? { user: { format: 'iss_sub', iss, sub: principal.id } }
      : { application: { format: 'opaque', id: principal.id } }
  const payload = {
    iss,
    jti,
    iat: epochSeconds(entra.clock.now()),
    aud: audience,
    txn: transaction,
    sub_id: {
      format: 'complex',
      ...who,
      tenant: { format: 'opaque', id: entra.directory.tenantId },
    },
    events: { [`${caepPrefix}${type}`]: { event_timestamp: time, ...details } },
  }
  return { jti, token: await entra.keys.sign(payload, 'secevent+jwt') }
}
