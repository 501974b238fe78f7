import { type Clock, epochSeconds } from '../clock.ts'
import type { Ids } from '../ids.ts'
import type { Authority } from '../tenant/authority.ts'
import type { Keys } from '../tokens/keys.ts'
import type { CriticalEvent } from './critical-event.ts'

const caepPrefix = 'https://schemas.openid.net/secevent/caep/event-type/'

interface SignatureParts {
  readonly authority: Authority
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
export function createSignEvent({ authority, clock, ids, keys }: SignatureParts): SignEvent {
  const iss = authority.issuer()
  return async ({ type, principal, time, transaction, details }, audience) => {
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
        tenant: { format: 'opaque', id: authority.tenantId },
      },
      events: { [`${caepPrefix}${type}`]: { event_timestamp: time, ...details } },
    }
    return { jti, token: await keys.sign(payload, 'secevent+jwt') }
  }
}
