import type { Clock } from '../clock.ts'
import { type Duration, milliseconds } from '../duration.ts'
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
  readonly type: EventType
  /** Whom it is about: `id` is the `oid` of their tokens. */
  readonly principal: { readonly kind: 'user' | 'app'; readonly id: string }
  /** Seconds since the epoch. */
  readonly time: number
  /** Events with the same cause have the same one. */
  readonly transaction: string
  /** Which of the principal's tokens are no longer good as they are; none when all stay good. */
  readonly cutoff?: Cutoff
  /** Members of the event, as CAEP defines them. */
  readonly details: Readonly<Record<string, unknown>>
}

type EventListener = (event: CriticalEvent) => unknown

/** The way to the APIs. */
export interface EventBus {
  /** How long an event is under way, on the emulator's clock; Entra takes up to 15 minutes. */
  propagationDelay: Duration
  /** Calls back for every event as it arrives, until the returned function is called. */
  subscribe(listener: EventListener): () => void
  /** Resolves when all who need not wait have been told. */
  emit(events: readonly CriticalEvent[]): Promise<void>
}

export function createEventBus(clock: Clock, propagationDelay: Duration): EventBus {
  const listeners = new Set<EventListener>()
  const deliver = async (events: readonly CriticalEvent[]): Promise<void> => {
    for (const event of events) {
      await Promise.all([...listeners].map((listener) => listener(event)))
    }
  }
  const bus: EventBus = {
    propagationDelay,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async emit(events) {
      if (milliseconds(bus.propagationDelay) === 0) return deliver(events)
      clock.after(bus.propagationDelay, () => deliver(events))
    },
  }
  return bus
}
