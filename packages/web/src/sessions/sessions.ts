import { randomBytes } from 'node:crypto'
import type { AccountInfo } from '@azure/msal-node'
import type { Endings } from './endings.ts'
import { type EndReason, type Session, type SessionRecord, withoutTokens } from './session.ts'
import type { SessionStore } from './store.ts'

/** How long sessions last. */
export interface SessionTimes {
  /** Without a request, in milliseconds. */
  readonly idle: number
  /** From the sign-in on, in milliseconds. */
  readonly lifetime: number
}

/** The sessions of all users, by id. */
export interface Sessions {
  /** Begins a session; its id is one that nobody has had. It goes on with the visit of the one before it. */
  begin(account: AccountInfo, since: number, tokens: string, before?: Session): Promise<string>
  /** The session, or why it is over; undefined where there is none. */
  read(id: string): Promise<SessionRecord | undefined>
  /** Keeps what MSAL holds, where the session is not over. */
  keepTokens(id: string, tokens: string): Promise<void>
  /** Ends the session of a sign-in that Entra knows by this id, where there is one. */
  endSignIn(sid: string, reason: EndReason): Promise<void>
  /** Ends one session. Where a reason is given, it is remembered for the pages that the user has open. */
  end(id: string, reason?: EndReason): Promise<void>
}

/** 128 bits, as text. */
export const randomId = (): string => randomBytes(16).toString('base64url')

/**
 * A session and its tokens are one record: neither outlives the other. What MSAL writes changes a record
 * that is there, and makes none: a session that has ended while a token came stays ended.
 */
export function createSessions(
  store: SessionStore,
  endings: Endings,
  { idle, lifetime }: SessionTimes,
): Sessions {
  const keyOf = (id: string) => `session:${id}`
  const signInKey = (sid: unknown) => `sid:${sid}`

  async function load(id: string, prolong?: number): Promise<SessionRecord | undefined> {
    const text = await store.get(keyOf(id), prolong)
    return text === undefined ? undefined : JSON.parse(text)
  }

  async function update(id: string, change: Partial<SessionRecord>): Promise<void> {
    const record = await load(id)
    if (!record || record.ended) return
    await store.set(keyOf(id), JSON.stringify({ ...record, ...change }), idle, true)
  }

  async function end(id: string, reason?: EndReason): Promise<void> {
    if (reason) await update(id, { ended: reason, tokens: '' })
    else await store.take(keyOf(id))
  }

  return {
    async begin(account, since, tokens, before) {
      const id = randomId()
      const visitId = before?.visitId ?? randomId()
      const record: SessionRecord = { visitId, account: withoutTokens(account), since, tokens }
      await store.set(keyOf(id), JSON.stringify(record), idle)
      const { sid } = account.idTokenClaims ?? {}
      if (sid) await store.set(signInKey(sid), id, lifetime)
      return id
    },
    async read(id) {
      const record = await load(id, idle)
      if (!record || record.ended) return record
      if (record.since + lifetime <= Date.now()) return undefined
      const ended = await endings.reasonFor(record.account, record.since)
      if (!ended) return record
      await update(id, { ended, tokens: '' })
      return { ...record, ended, tokens: '' }
    },
    keepTokens: (id, tokens) => update(id, { tokens }),
    end,
    async endSignIn(sid, reason) {
      const id = await store.take(signInKey(sid))
      if (id !== undefined) await end(id, reason)
    },
  }
}
