import type { Connection } from './connection.ts'
import { inTime } from './in-time.ts'

/** Sends commands to Redis, and never waits long for what comes back. */
export interface Commands {
  /** Rejects when Redis is not connected, answers with an error, or not in time. */
  send(key: string, command: readonly string[]): Promise<unknown>
}

/** How long a Redis that hangs is left alone, in milliseconds: commands would only pile up in the client. */
const pause = 1000

/** @param timeout How long an answer is waited for, in milliseconds. */
export function createCommands(connection: Connection, timeout: number): Commands {
  let pausedUntil = 0
  return {
    async send(key, command) {
      if (!connection.isReady()) throw new Error('Redis is not connected.')
      if (performance.now() < pausedUntil) throw new Error('Redis does not answer.')
      return inTime(connection.send(key, command), timeout, () => {
        pausedUntil = performance.now() + pause
      })
    },
  }
}
