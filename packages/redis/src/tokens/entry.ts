import { createHash } from 'node:crypto'
import type { ShareRequest } from '@caefetch/core'

/** Where a token is kept in Redis. */
export interface Entry {
  /** What its tokens are for, as a text that no other entry has; it is in no key and no value. */
  purpose: string
  /** The key of the token. */
  token: string
  /** The key of the lease, in the same slot of a cluster. */
  lease: string
}

/** The keys are hashes: they tell nothing about the client, the account and the scopes. */
export function entryOf(prefix: string, { client, accountId, scopes }: ShareRequest): Entry {
  const purpose = JSON.stringify([client, accountId ?? null, ...[...scopes].sort()])
  const tag = `{${prefix}:${hash('entry', purpose)}}`
  return { purpose, token: `${tag}:token`, lease: `${tag}:lease` }
}

/** Tells tokens apart without naming them; a token's signature makes it impossible to guess. */
export const fingerprint = (token: string): string => hash('token', token)

const hash = (kind: string, text: string): string =>
  createHash('sha256').update(`caefetch ${kind} `).update(text).digest('base64url')
