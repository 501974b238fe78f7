import type { CaeEvent, ClaimsRequest } from '@caefetch/core'

// What has happened between a page of code, caefetch, the identity provider and the APIs, as somebody
// would have written it down who sees all of them. The invariants are judged by it and by nothing else.

export type AccountId = 'ann@home' | 'ann@guest' | 'bob@home'

/** A token as the provider issued it. */
export interface IssuedToken {
  value: string
  issuedAt: number
  /** As `nbf` has it. */
  stamp: number
  account: string | undefined
  scopes: string
  claims: ClaimsRequest
  expiresOn: number
  /** Milliseconds of the virtual clock. */
  issuedOn: number
  /** Whether other replicas have it as well. */
  isShared?: boolean
}

/** What one call asks for; it says nothing of how things go. */
export interface CallSpec {
  origin: 'a' | 'b' | 'elsewhere'
  path: Path
  body: BodyKind
  account: AccountId | undefined
  interaction: 'none' | undefined
  claims: 'c1' | 'c2' | 'nothing' | undefined
  scopes: 'write' | undefined
  /** Who sends it: caefetch, or something of the page's own that asks caefetch for its Authorization values. */
  way: 'fetch' | 'authorizer'
  /** A part of the origin to which no token goes: by what its resource excludes, or by an entry without scopes. */
  part: 'signed' | 'public' | undefined
}

export type Path =
  | 'open'
  | 'c1'
  | 'c2'
  | 'either'
  | 'step-up'
  | 'aged'
  | 'forbidden-c1'
  | 'never'
  | 'moving'
  | 'refusing'
  | 'forbidden'
  | 'broken'
  | 'away'
  | 'silent-401'
  | 'told-in-body'

export type BodyKind =
  | 'none'
  | 'text'
  | 'bytes'
  | 'params'
  | 'blob'
  | 'request'
  | 'stream'
  | 'slow'
  | 'long'
  | 'fresh'

/** A body, and what has become of its source. */
export interface BodyRecord {
  kind: BodyKind
  expected: string
  source: 'none' | 'open' | 'ended' | 'cancelled' | 'failed'
}

export interface SendRecord {
  at: number
  call: CallRecord
  token: IssuedToken | undefined
  /** Whether it had an Authorization header at all. */
  hasAuthorization: boolean
  url: string
  body: { text: string; isWhole: boolean }
  answeredAt?: number
  /** Whether the API's handler took it. */
  isAccepted: boolean
  refusal?: Refusal
}

/** A response that asks for something. */
export interface Refusal {
  at: number
  response: Response
  status: number
  /** What it asks for; undefined where it asks for nothing that may be answered. */
  demand: ClaimsRequest | undefined
  text: string
  /** Whether its body has been read, or cancelled: nothing keeps its connection. */
  isLetGo(): boolean
}

export interface CallRecord {
  number: number
  spec: CallSpec
  /** Undefined for a call that is for no resource. */
  scopes: string | undefined
  account: string | undefined
  /** How often the account had signed out before: each time it begins anew. */
  epoch: number
  claims: ClaimsRequest
  startedAt: number
  /** When all had come to rest for the last time before: what ended since then may not be known yet. */
  restedAt: number
  /** Milliseconds of the virtual clock. */
  startedOn: number
  settledAt?: number
  abortedAt?: number
  reason?: unknown
  response?: Response
  error?: unknown
  sends: SendRecord[]
  events: CaeEvent[]
  body: BodyRecord
  controller: AbortController
  /** How many listeners caefetch has on the call's signal. */
  listeners(): number
  /** Whether it turned out, since it was refused last, that only a person can give what this very call needs. */
  hasNeededPerson: boolean
}

/** A call of `getToken` or `askUser`. */
export interface TokenRequestRecord {
  at: number
  kind: 'silent' | 'user'
  account: string | undefined
  /** That of the call that it is made for. */
  epoch: number
  scopes: string
  interaction: unknown
  claims: ClaimsRequest | undefined
  rejectedToken: string | undefined
  forceRefresh: boolean
  /** Whether replicas share tokens: then a renewal is forced too. */
  isShared: boolean
  on: number
  endedAt?: number
  abortedAt?: number
  answer?: IssuedToken
  isFromCache: boolean
  /** Why it failed; `person` is the provider's own, the others were made to happen. */
  failure?: 'person' | 'late' | 'denied' | 'transient' | 'failed' | 'stranger' | 'timeout'
  errorClaims?: ClaimsRequest
}

/** Something that ends tokens or the need for them: signed out, switched, revoked, signed in. */
interface Change {
  at: number
  kind: 'sign-out' | 'switch' | 'sign-in'
  account: string
}

export interface Ledger {
  calls: CallRecord[]
  /** The calls that are for a resource, by their number in caefetch's events. */
  matched: CallRecord[]
  requests: TokenRequestRecord[]
  tokens: Map<string, IssuedToken>
  changes: Change[]
  /** What was seen while it ran, under the name of the invariant that it breaks. */
  seen: Map<string, string[]>
  maxChallenges: number
  /** Whether replicas share tokens. */
  isShared: boolean
  /** For which accounts and scopes the share took longer than a token request may. */
  lateShares: Set<string>
  /** What was done to the world, for people to read. */
  story: string[]
  /** When all came to rest last. */
  restedAt: number
  /** A time that goes on by one each time that anybody looks. */
  now(): number
}

/** The time as tokens and `nbf` have it: seconds of the virtual clock, and what came first within one. */
export const stampOf = (time: number): number => Math.floor(Date.now() / 1000) + time / 1e6

export function createLedger(maxChallenges: number, isShared = false): Ledger {
  let time = 0
  return {
    calls: [],
    matched: [],
    requests: [],
    tokens: new Map(),
    changes: [],
    seen: new Map(),
    maxChallenges,
    isShared,
    lateShares: new Set(),
    story: [],
    restedAt: 0,
    now: () => ++time,
  }
}

/** Calls and token requests of the same account and scopes, until the account signs out. */
export const sessionOf = ({
  account,
  scopes,
  epoch,
}: Pick<CallRecord, 'account' | 'scopes' | 'epoch'>): string => `${account} ${scopes} ${epoch}`

/** What a call's next token has to be good for. */
export function needOf(call: CallRecord): ClaimsRequest[] {
  const demand = call.sends.at(-1)?.refusal?.demand
  return [call.claims, ...(demand ? [demand] : [])]
}
