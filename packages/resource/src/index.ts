export { ConfigurationError } from '@caefetch/core'
export type { RefusalReason } from './guard/demand.ts'
export { type Connection, createGuard, type Guard, type Verdict } from './guard/guard.ts'
export type { LocationOptions } from './guard/location.ts'
export type { GuardEvent, GuardOptions } from './guard/options.ts'
export type { GuardRequest, Requirement } from './guard/requirement.ts'
export {
  createRevocations,
  type Revocations,
  type RevocationsOptions,
} from './revocations/revocations.ts'
export type { RevocationStore } from './revocations/store.ts'
export type { RevokedSubject, TokenStamp } from './revocations/subject.ts'
export type { AccessTokenClaims, Caller } from './verify/caller.ts'
export type { Tenants } from './verify/issuers.ts'
