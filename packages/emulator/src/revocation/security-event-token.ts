import { type Clock, epochSeconds } from '../clock.ts'
import type { Ids } from '../ids.ts'
import type { Authorities } from '../tenant/authorities.ts'
import type { Keys } from '../tokens/keys.ts'
import type { CriticalEvent } from './critical-event.ts'

const caepPrefix = 'https://schemas.openid.net/secevent/caep/event-type/'

interface SignatureParts {
  readonly authorities: Authorities
  readonly clock: Clock
  readonly ids: Ids
  readonly keys: Keys
}

export type SignEvent = (
  event: CriticalEvent,
  audience: string,
) => Promise<{ jti: string; token: string }>

/**
 * Signs events as security event tokens.
 *
 * @see [RFC 8417](https://www.rfc-editor.org/rfc/rfc8417)
 * @see [CAEP 1.0](https://openid.net/specs/openid-caep-1_0-final.html)
 */
export function createSignEvent({ authorities, clock, ids, keys }: SignatureParts): SignEvent {
  return async ({ type, principal, time, transaction, details }, audience) => {
    const { tenantId } = principal
    const iss = (authorities.find(tenantId) ?? authorities.home).issuer()
    const jti = ids.guid()
    const subject =
      principal.kind === 'user'
        ? { user: { format: 'iss_sub', iss, sub: principal.id } }
        : { application: { format: 'opaque', id: principal.id } }
    const payload = {
      iss,
      jti,
      iat: epochSeconds(clock.now()),
      aud: audience,
      txn: transaction,
      sub_id: {
        format: 'complex',
        ...subject,
        tenant: { format: 'opaque', id: tenantId },
      },
      events: { [`${caepPrefix}${type}`]: { event_timestamp: time, ...details } },
    }
    return { jti, token: await keys.sign(payload, 'secevent+jwt') }
  }
}
