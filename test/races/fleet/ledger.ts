import type { ClaimsRequest } from '@caefetch/core'
import type { Actor } from '../time/clock.ts'

// What has happened between replicas, Redis, the provider and the API. All times are milliseconds of the
// world's clock.

export type Account = 'ann' | 'bob'

export interface Token {
  value: string
  number: number
  account: Account
  client: string
  claims: ClaimsRequest
  issuedAt: number
  expiresAt: number
}

interface Send {
  at: number
  token: Token | undefined
  /** What it was refused for, if it was. */
  demand: string | undefined
}

export interface Call {
  number: number
  replica: Actor
  account: Account
  path: 'open' | 'c1' | 'c2'
  at: number
  sends: Send[]
  settledAt?: number
  status?: number
  error?: unknown
}

/** A request to the provider. */
interface TokenRequest {
  replica: Actor
  account: Account
  claims: ClaimsRequest | undefined
  at: number
  endedAt?: number
  isFromCache: boolean
  hasFailed: boolean
  /** Whether there was never an answer. */
  hangs: boolean
}

/** A replica's wait for the share: until it asks for itself, or is answered. */
export interface ShareWait {
  replica: Actor
  account: Account
  at: number
  askedAt?: number
  endedAt?: number
}

/** A time in which something was wrong, with one replica or with all. */
interface Fault {
  kind: string
  replica: Actor | undefined
  at: number
  /** When it was over, for a replica that stood still. */
  endedAt?: number
}

export interface Revocation {
  replica: Actor
  account: string
  cutoff: number
  at: number
  acknowledgedAt?: number
}

/** What a replica says of an account: its cutoff, or that it does not know. */
export interface Answer {
  replica: Actor
  account: string
  at: number
  cutoff: number | undefined
  isDown: boolean
  /** Since when the replica had been connected well and had run. */
  wellSince: number
  /** Since when it had been cut off from all that is written. */
  offSince: number
  /** When it had begun. */
  bornAt: number
}

/** A security event. */
interface Event {
  jti: string
  /** By which replicas, and whether that went well. */
  handled: { replica: Actor; at: number; isWell: boolean }[]
  accepted: number
}

/** A token that came into Redis. */
interface Published {
  key: string
  /** Which lease its writer had been given; undefined where it had none. */
  lease: number | undefined
  /** The lease of whoever wrote what it replaced, and the token that was there. */
  replaced: { lease: number | undefined } | undefined
  isLeaseHolder: boolean
}

export interface Ledger {
  story: string[]
  calls: Call[]
  tokens: Map<string, Token>
  requests: TokenRequest[]
  waits: ShareWait[]
  faults: Fault[]
  revocations: Revocation[]
  answers: Answer[]
  events: Map<string, Event>
  published: Published[]
  /** When Redis lost what it had. */
  losses: number[]
  /** When the API began to refuse older tokens of the account. */
  cutoffs: { account: Account; at: number }[]
  left: string[]
  /** When all was well again, for good. */
  healedAt: number
}

export const createLedger = (): Ledger => ({
  story: [],
  calls: [],
  tokens: new Map(),
  requests: [],
  waits: [],
  faults: [],
  revocations: [],
  answers: [],
  events: new Map(),
  published: [],
  losses: [],
  cutoffs: [],
  left: [],
  healedAt: Number.POSITIVE_INFINITY,
})
