import type { AccountInfo } from '@azure/msal-node'
import { ConfigurationError } from '@caefetch/core'
import type { EndReason } from './session.ts'
import type { SessionStore } from './store.ts'

/**
 * Whose sessions are ended: those of a user of a tenant, those that Entra knows by a session id, or those
 * of a whole tenant. Members of tokens that are no sessions (`azp`, `uti`) end none.
 */
export interface SessionSubject {
  /** The tenant. */
  tid?: string | undefined
  /** The user in that tenant. */
  oid?: string | undefined
  /** One session of the user. */
  sid?: string | undefined
  /** One client application of the user. */
  azp?: string | undefined
  /** One token of the user. */
  uti?: string | undefined
}

/** The moments before which sessions have ended, by whose they are. */
export interface Endings {
  /**
   * @param before Seconds since the epoch, or a date. A moment in the future is taken for now.
   * @throws {@link ConfigurationError} for a subject without members.
   */
  end(subject: SessionSubject, reason: EndReason, before?: Date | number): Promise<void>
  /** Why a session that began then is over. */
  reasonFor(account: AccountInfo, since: number): Promise<EndReason | undefined>
}

const reasons = ['revoked', 'ended', 'signed_out', 'expired'] as const satisfies EndReason[]

/** @param lifetime How long a session can last, in milliseconds: until then an ending counts. */
export function createEndings(store: SessionStore, lifetime: number): Endings {
  return {
    async end(subject, reason, before) {
      const key = keyOf(subject)
      if (key === undefined) return
      // The reason goes with the moment, in one number that can be compared.
      const value = momentOf(before) * reasons.length + reasons.indexOf(reason)
      await store.raise(key, value, lifetime)
    },
    async reasonFor(account, since) {
      const values = await Promise.all(keysOf(account).map((key) => store.get(key)))
      const latest = Math.max(0, ...values.map(Number).filter(Number.isFinite))
      return since <= Math.floor(latest / reasons.length)
        ? reasons[latest % reasons.length]
        : undefined
    },
  }
}

/**
 * Events tell whole seconds: all of the second counts, but nothing that began after the event was heard of.
 */
function momentOf(before: Date | number = new Date()): number {
  const moment = before instanceof Date ? before.getTime() : before * 1000 + 999
  if (Number.isFinite(moment)) return Math.min(moment, Date.now())
  throw new ConfigurationError('before must be a Date, or seconds since the epoch.')
}

function keyOf({ tid = '', oid, sid, azp, uti }: SessionSubject): string | undefined {
  if (sid) return keyOfSession(sid)
  if (oid) return keyOfUser(tid, oid)
  if (tid) return keyOfUser(tid, '')
  if (azp || uti) return undefined
  throw new ConfigurationError('The sessions of whom are to end? Give tid and oid, or sid.')
}

const keyOfSession = (sid: string) => `ended:sid ${sid}`.toLowerCase()
const keyOfUser = (tid: string, oid: string) => `ended:user ${tid} ${oid}`.toLowerCase()

/** A guest is one person in the tenant and one at home: an ending of either counts. */
function keysOf({ homeAccountId, tenantId, localAccountId, idTokenClaims }: AccountInfo): string[] {
  const [homeOid = '', homeTid = ''] = homeAccountId.split('.')
  const { sid, oid = localAccountId } = idTokenClaims ?? {}
  const users = [
    [tenantId, oid],
    ['', oid],
    [tenantId, ''],
    [homeTid, homeOid],
    ['', homeOid],
    [homeTid, ''],
  ]
  const keys = users
    .filter(([tid, id]) => tid || id)
    .map(([tid = '', id = '']) => keyOfUser(tid, id))
  return [...new Set(sid ? [...keys, keyOfSession(String(sid))] : keys)]
}
