import { randomUUID } from 'node:crypto'
import type { Sender } from '../client/commands.ts'
import { runScript } from '../client/script.ts'
import { type Entry, fieldNames, writeEntry } from './entry.ts'
import type { LogState } from './log-state.ts'
import { readReply, type StreamEntry } from './read-reply.ts'
import { add, inspect } from './scripts.ts'

/** The revocations in Redis. */
export interface Log {
  /** Where it is. */
  readonly key: string
  /** Adds entries; resolves with the id of the last one. */
  add(sender: Sender, entries: readonly Entry[]): Promise<string>
  /** Entries after the one with that id; waits up to `block` milliseconds for the first one. */
  read(sender: Sender, after: string, block: number): Promise<StreamEntry[]>
  /** What can be told of it without reading it. */
  inspect(sender: Sender): Promise<LogState>
  /** How many replicas of the server have what was sent before, within `limit` milliseconds. */
  waitForReplicas(sender: Sender, count: number, limit: number): Promise<number>
}

/** How many entries are read at once: more would keep the process from its other work for too long. */
export const pageSize = 1000

export function createLog(prefix: string): Log {
  const key = `{${prefix}:revocations}:log`
  const keys: [string, string] = [key, `{${prefix}:revocations}:about`]
  const addScript = add(fieldNames)
  return {
    key,
    async add(sender, entries) {
      const life = Math.max(...entries.map(({ cutoff, expires }) => Math.ceil(expires - cutoff)))
      const values = entries.flatMap(writeEntry)
      return String(await runScript(sender, addScript, keys, randomUUID(), String(life), ...values))
    },
    async read(sender, after, block) {
      const wait = block > 0 ? ['BLOCK', String(block)] : []
      const command = ['XREAD', 'COUNT', String(pageSize), ...wait, 'STREAMS', key, after]
      return readReply(await sender.send(key, command))
    },
    async inspect(sender) {
      const reply = await runScript(sender, inspect, keys)
      const texts: string[] = Array.isArray(reply) ? reply.map(String) : []
      const [id = '', last = '', first = '', oldest = '', deleted = ''] = texts
      return { id, last, first, oldest, deleted }
    },
    async waitForReplicas(sender, count, limit) {
      return Number(await sender.send(key, ['WAIT', String(count), String(Math.ceil(limit))]))
    },
  }
}
