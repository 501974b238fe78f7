import { ConfigurationError } from '@caefetch/core'
import * as z from 'zod'
import { canonicalId } from '../canonical-id.ts'

/**
 * Whose tokens are revoked: those that have all the values given. `{ tid }` is a tenant,
 * `{ tid, oid }` a user or an application of it, `{ sid }` one session, `{ azp }` all tokens of a client,
 * `{ uti }` a single token.
 */
export interface RevokedSubject {
  /** Tenant id. */
  tid?: string | undefined
  /** Object id of the user, or of the application that calls for itself. */
  oid?: string | undefined
  /** Session id. The API's registration must ask for the optional claim. */
  sid?: string | undefined
  /** Client id. */
  azp?: string | undefined
  /** Token id. */
  uti?: string | undefined
}

/** What a token says that decides whether it is revoked. */
export interface TokenStamp extends RevokedSubject {
  /** When it was issued, in seconds since the epoch. */
  iat: number
}

const id = z.string().min(1).max(256).optional()
const schema = z
  .strictObject({ tid: id, oid: id, sid: id, azp: id, uti: id })
  .refine((subject) => Object.values(subject).some((value) => value !== undefined))

/** @throws {@link ConfigurationError} for a subject that would be everyone, or that has other members. */
export function readSubject(subject: RevokedSubject): RevokedSubject {
  const { data } = schema.safeParse(subject)
  if (data) {
    const given = Object.entries(data).filter(([, value]) => value !== undefined)
    return Object.fromEntries(given.map(([member, value]) => [member, canonicalId(value)]))
  }
  throw new ConfigurationError(
    'revoke: the subject needs at least one of tid, oid, sid, azp and uti, each a text, and nothing else.',
  )
}
