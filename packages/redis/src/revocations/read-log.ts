import { createMemoryStore, type MemoryStore } from '@caefetch/resource/memory-store'
import { type Entry, readEntry } from './entry.ts'
import type { Reader } from './follower.ts'

/** How many entries are added to a log at once. */
const batchSize = 500

export interface ReadLogOptions {
  memory: MemoryStore
  /** The longest life of a token, in seconds. */
  maxTokenLife: number
  /** Another replica has raised a cutoff. */
  onRaise(cutoff: number): void
  onLost(): void
  onUnreadable(): void
  onFailure(error: unknown): void
}

/** Takes what stands in the log into memory, and after a loss knows what the log lacks. */
export function readLog(options: ReadLogOptions): Reader {
  const { memory, maxTokenLife, onRaise, onUnreadable } = options
  // After a loss: what is in the log, and what is still to be compared with it.
  let logged: MemoryStore | undefined
  let toCompare: Iterator<{ subject: Entry['subject']; cutoff: number }> | undefined

  function take({ subject, ...entry }: Entry, now: number): void {
    logged?.raise(subject, entry.cutoff)
    // By a clock that is ahead, tokens would be refused that nobody has revoked.
    const cutoff = Math.min(entry.cutoff, now)
    if ((memory.latest(subject) ?? -1) >= cutoff) return
    memory.raise(subject, cutoff)
    onRaise(cutoff)
  }

  return {
    take(entries) {
      const now = Date.now() / 1000
      for (const [, fields] of entries) {
        const entry = readEntry(fields)
        if (!entry) onUnreadable()
        else if (entry.expires > now) take(entry, Math.floor(now))
      }
    },
    onLost() {
      logged = createMemoryStore(maxTokenLife, Date.now)
      toCompare = undefined
      options.onLost()
    },
    takeMissing() {
      const missing: Entry[] = []
      toCompare ??= memory.entries()[Symbol.iterator]()
      while (logged && missing.length < batchSize) {
        const { value, done } = toCompare.next()
        if (done) {
          logged = toCompare = undefined
          break
        }
        const { subject, cutoff } = value
        // A cutoff of more than this subject, its tenant's for one, covers it.
        if ((logged.latest(subject) ?? -1) >= cutoff) continue
        missing.push({ subject, cutoff, expires: cutoff + maxTokenLife })
      }
      return missing
    },
    onFailure: options.onFailure,
  }
}
