import type { ClaimsRequest } from '@caefetch/core'
import type { JournalEntry } from '../journal.ts'
import type { EventType } from '../revocation/critical-event.ts'
import type { ConsoleParts } from './console.ts'

/** What an API answered, without the token it was sent. */
export interface ApiAnswer {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly client?: string
  readonly user?: string
  /** The `error` of its challenge. */
  readonly error?: string
  /** The claims it asked for. */
  readonly claims?: ClaimsRequest
}

type ActivityBody =
  /** A request to the emulator. */
  | { readonly kind: 'request'; readonly entry: JournalEntry }
  /** A request to an API that the page shows. */
  | { readonly kind: 'api'; readonly answer: ApiAnswer }
  /** An event that reaches the APIs. */
  | { readonly kind: 'event'; readonly type: EventType; readonly about: string }
  /** Something that was done on the page. */
  | { readonly kind: 'action'; readonly text: string }

/** One line of the page's journal. */
export type Activity = ActivityBody & {
  readonly id: number
  /** Virtual time, ISO 8601. */
  readonly time: string
}

/** Everything that happens, as a person at the page follows it. */
export interface ActivityLog {
  /** The latest, oldest first. */
  latest(): readonly Activity[]
  add(body: ActivityBody): void
  /** Calls back for whatever happens next, until the returned function is called. */
  subscribe(listener: (activity: Activity) => void): () => void
}

/** How many lines are kept, here and on the page. */
export const keptActivities = 200

type ActivityParts = Pick<ConsoleParts, 'clock' | 'directory' | 'journal' | 'bus'>

export function createActivityLog({ clock, directory, journal, bus }: ActivityParts): ActivityLog {
  const kept: Activity[] = []
  const listeners = new Set<(activity: Activity) => void>()
  let count = 0

  function add(body: ActivityBody): void {
    const time = body.kind === 'request' ? body.entry.time : new Date(clock.now()).toISOString()
    const activity = { ...body, id: ++count, time }
    kept.push(activity)
    if (kept.length > keptActivities) kept.shift()
    for (const listener of listeners) listener(activity)
  }

  const nameOf = (id: string): string =>
    directory.user(id)?.upn ?? directory.apps.find((app) => app.id === id)?.name ?? id

  journal.subscribe((entry) => add({ kind: 'request', entry }))
  bus.subscribe(({ type, principal }) => add({ kind: 'event', type, about: nameOf(principal.id) }))

  return {
    add,
    latest: () => [...kept],
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
