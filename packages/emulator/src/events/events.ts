import type { Clock } from '../clock.ts'
import type { Cutoff } from '../directory/revocations.ts'
import { type Duration, milliseconds } from '../duration.ts'

/** Something that happened to a user or an application, as APIs hear of it. */
export interface CriticalEvent {
  /** The CAEP or RISC event type, e.g. `session-revoked`. */
  readonly type: string
  /** The `oid` of the tokens concerned. */
  readonly principalId: string
  /** Seconds since the epoch. */
  readonly time: number
  /** Which of the principal's tokens are no longer good; none when they all stay good. */
  readonly cutoff?: Cutoff
  /** Members of the event, as CAEP defines them. */
  readonly details: Readonly<Record<string, unknown>>
}

export type EventListener = (event: CriticalEvent) => unknown

/** How events reach the APIs. */
export interface Events {
  /** How long an event is under way, on the emulator's clock. */
  propagationDelay: Duration
  /** Calls back for every event, until the returned function is called. */
  subscribe(listener: EventListener): () => void
}

/** @internal */
export interface EventSource extends Events {
  /** Resolves when those who need not wait have been told. */
  emit(event: CriticalEvent): Promise<void>
}

export function createEvents(clock: Clock, propagationDelay: Duration): EventSource {
  const listeners = new Set<EventListener>()
  const deliver = async (event: CriticalEvent): Promise<void> => {
    await Promise.all([...listeners].map((listener) => listener(event)))
  }
  const events: EventSource = {
    propagationDelay,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async emit(event) {
      if (milliseconds(events.propagationDelay) === 0) return deliver(event)
      clock.after(events.propagationDelay, () => deliver(event))
    },
  }
  return events
}
