import type { Invariant as InvariantOf } from '../invariant.ts'
import {
  type CallRecord,
  type Ledger,
  sessionOf,
  type TokenRequestRecord,
} from '../world/ledger.ts'

export type Invariant = InvariantOf<Ledger>

/** The token requests that were under way, for the same account and scopes, while the call was. */
export const requestsBeside = (
  { requests }: Ledger,
  { restedAt, settledAt = Number.POSITIVE_INFINITY, ...call }: CallRecord,
): TokenRequestRecord[] =>
  requests.filter(
    (request) =>
      sessionOf(request) === sessionOf(call) && request.at < settledAt && endOf(request) > restedAt,
  )

/** When nobody waited for it any more. */
export const endOf = ({ endedAt, abortedAt }: TokenRequestRecord): number =>
  Math.min(endedAt ?? Number.POSITIVE_INFINITY, abortedAt ?? Number.POSITIVE_INFINITY)

/** Whether it asks for more than any token. */
export const isForClaims = ({ claims, forceRefresh, isShared }: TokenRequestRecord): boolean =>
  claims !== undefined || (forceRefresh && !isShared)
