import type { Cutoff } from './cutoffs.ts'

/** The event types of CAEP 1.0 that the emulator sends. */
export type EventType =
  | 'session-revoked'
  | 'credential-change'
  | 'assurance-level-change'
  | 'device-compliance-change'
  | 'token-claims-change'
  | 'risk-level-change'

/** Something that happened to a user or an application, as APIs hear of it. */
export interface CriticalEvent {
  /** What has happened, as CAEP names it. */
  readonly type: EventType
  /** Whom it is about: `id` is the `oid` of their tokens in that tenant. */
  readonly principal: {
    readonly kind: 'user' | 'app'
    readonly id: string
    readonly tenantId: string
  }
  /** Seconds since the epoch. */
  readonly time: number
  /** Events with the same cause have the same one. */
  readonly transaction: string
  /** Which of the principal's tokens are no longer good as they are; none when all stay good. */
  readonly cutoff?: Cutoff
  /** Members of the event, as CAEP defines them. */
  readonly details: Readonly<Record<string, unknown>>
}
