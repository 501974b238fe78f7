import type { BrowserOptions } from '@caefetch/browser'

type Event = Parameters<NonNullable<BrowserOptions['onEvent']>>[0]

const mostEvents = 500
const listeners = new Set<() => void>()
let events: readonly Event[] = []

/** Keeps what caefetch tells, for the pictures of what it did. */
export function noteEvent(event: Event): void {
  if (event.type === 'diagnostic') console.warn(`caefetch: ${event.message}`)
  events = [...events, event].slice(-mostEvents)
  for (const listener of listeners) listener()
}

export const getEvents = (): readonly Event[] => events

export function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
