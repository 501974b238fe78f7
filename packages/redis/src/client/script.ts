import type { Sender } from './commands.ts'

/**
 * Runs a Lua script. Its keys are of one hash tag, and the first one names the node; by EVAL, since a
 * script that was loaded is gone after a restart, a failover or FLUSHALL.
 */
export const runScript = (
  sender: Sender,
  script: string,
  keys: readonly [string, ...string[]],
  ...args: readonly string[]
): Promise<unknown> => sender.send(keys[0], ['EVAL', script, String(keys.length), ...keys, ...args])
