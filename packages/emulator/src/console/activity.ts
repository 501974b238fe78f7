import type { ActivityBody } from './activity-body.ts'
import type { ConsoleParts } from './console.ts'
import { createRecoveries, type RecoveryPart } from './recoveries.ts'

/** One line of the page's journal. */
export type Activity = ActivityBody & {
  readonly id: number
  /** Virtual time, ISO 8601. */
  readonly time: string
  /** The recovery it is a part of. */
  readonly recovery?: RecoveryPart
}

/** Everything that happens, as a person at the page follows it. */
export interface ActivityLog {
  /** The latest, oldest first. */
  latest(): readonly Activity[]
  add(body: ActivityBody): void
  /** Forgets all lines; their numbers go on. */
  clear(): void
  /** Calls back for whatever happens next, until the returned function is called. */
  subscribe(listener: (activity: Activity) => void): () => void
}

/** How many lines are kept, here and on the page. */
export const keptActivities = 200

type ActivityParts = Pick<ConsoleParts, 'clock' | 'directory' | 'journal' | 'bus'>

export function createActivityLog({ clock, directory, journal, bus }: ActivityParts): ActivityLog {
  const kept: Activity[] = []
  const listeners = new Set<(activity: Activity) => void>()
  const recoveryOf = createRecoveries(() => performance.now())
  let count = 0

  function add(body: ActivityBody): void {
    const time = body.kind === 'request' ? body.entry.time : new Date(clock.now()).toISOString()
    const recovery = recoveryOf(body)
    const activity = { ...body, id: ++count, time, ...(recovery && { recovery }) }
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
    clear() {
      kept.length = 0
    },
    latest: () => [...kept],
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
