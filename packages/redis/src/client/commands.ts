import type { Connection } from './connection.ts'
import { inTime } from './in-time.ts'

/** Sends a command to the node that has the key. */
export type Sender = Pick<Connection, 'send'>

/**
 * Sends commands to Redis, and never waits long for what comes back. Rejects when Redis is not connected,
 * answers with an error, or not in time; for a while after that, at once.
 */
export interface Commands extends Sender {
  /** The same for what may take a second, and is tried however late Redis was of late: others wait for it. */
  readonly patient: Sender
}

/** How long a Redis that hangs is left alone, in milliseconds: commands would only pile up in the client. */
const pause = 1000

/** How long who is patient waits for an answer at least, in milliseconds. */
const patience = 1000

/** @param timeout How long an answer is waited for, in milliseconds. */
export function createCommands(connection: Connection, timeout: number): Commands {
  let pausedUntil = 0

  async function sendWithin(limit: number, ...command: Parameters<Sender['send']>) {
    if (!connection.isReady()) throw new Error('Redis is not connected.')
    return inTime(connection.send(...command), limit, () => {
      pausedUntil = performance.now() + pause
    })
  }

  return {
    async send(key, command) {
      if (performance.now() < pausedUntil) throw new Error('Redis does not answer.')
      return sendWithin(timeout, key, command)
    },
    patient: { send: (...command) => sendWithin(Math.max(timeout, patience), ...command) },
  }
}
