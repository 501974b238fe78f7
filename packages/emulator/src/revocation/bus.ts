import type { Clock } from '../clock.ts'
import { type Duration, milliseconds } from '../duration.ts'
import type { CriticalEvent } from './critical-event.ts'

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
