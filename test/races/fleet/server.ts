import type { RedisClient } from '../../../packages/redis/src/client/client.ts'
import { type Actor, type Clock, currentActor } from '../time/clock.ts'
import { createDatabase, type Database } from './database.ts'
import type { Reply } from './lua.ts'

/**
 * How a replica is connected: well; slowly; not at all; without a sound, as through a firewall that drops all;
 * so that what it sends arrives and no answer does; so that what it gets is junk.
 */
export type Link = 'well' | 'slow' | 'cut' | 'silent' | 'deaf' | 'junk'

export interface Server {
  database: Database
  /** A client of the replica whose code asks for it. */
  connect(): RedisClient
  /** How replicas are connected from now on. */
  link(actor: Actor, link: Link): void
  linkOf(actor: Actor): Link
  /** Whether the replica has been connected well, and has run, since then. */
  wellSince(actor: Actor): number
  /** Since when nothing that is written reaches the replica for sure. */
  offSince(actor: Actor): number
  /** The replica has stood still, or goes on. */
  note(actor: Actor): void
  /** The duplicates that it has not closed. */
  open(actor: Actor): number
}

/** Runs a script, and sees what it does. */
export type RunScript = (script: string, keys: string[], args: string[], run: () => Reply) => Reply

interface Waiting {
  key: string
  after: string
  count: number
  answer(reply: Reply): void
}

const junk: readonly Reply[] = ['', 'OK', 42, [], [''], ['token'], [['a', 'b']], '{}', [[null]]]

export function createServer(clock: Clock, runScript: RunScript): Server {
  const actor = clock.actor('redis')
  const database = createDatabase(clock.now)
  const links = new Map<Actor, { link: Link; since: number }>()
  let waiting: Waiting[] = []
  const open = new Map<Actor, number>()
  const count = (replica: Actor, by: number) => open.set(replica, (open.get(replica) ?? 0) + by)

  const linkOf = (replica: Actor): Link => links.get(replica)?.link ?? 'well'

  function latency(replica: Actor): number {
    return linkOf(replica) === 'slow' ? 100 + clock.random() * 1400 : 0.2 + clock.random() * 2
  }

  /** What reads are answered now that something was written. */
  function wake(): void {
    for (const read of waiting) {
      const reply = database.readAfter(read.key, read.after, read.count)
      if (!reply) continue
      waiting = waiting.filter((other) => other !== read)
      read.answer(reply)
    }
  }

  function execute(command: readonly string[], answer: (reply: Reply) => void): void {
    const [name = '', ...rest] = command
    if (name === 'XREAD') {
      const given = (option: string) => rest[rest.indexOf(option) + 1] ?? ''
      const [key = '', after = ''] = rest.slice(-2)
      const count = Number(given('COUNT'))
      const reply = database.readAfter(key, after, count)
      if (reply || !rest.includes('BLOCK')) {
        answer(reply)
        return
      }
      const read = { key, after, count, answer }
      waiting.push(read)
      clock.after(Number(given('BLOCK')), actor, () => {
        if (!waiting.includes(read)) return
        waiting = waiting.filter((other) => other !== read)
        answer(null)
      })
      return
    }
    const [script = '', count = '0', ...given] = rest
    const [keys, args] = [given.slice(0, Number(count)), given.slice(Number(count))]
    const run = () => database.run(command)
    answer(name === 'EVAL' ? runScript(script, keys, args, run) : run())
    wake()
  }

  function connection(replica: Actor, isDuplicate: boolean) {
    const pending = new Set<(error: Error) => void>()
    let isClosed = false
    let arrival = 0
    let departure = 0
    if (isDuplicate) count(replica, 1)

    function end(): void {
      if (isDuplicate && !isClosed) count(replica, -1)
      isClosed = true
      for (const reject of pending) reject(new Error('Socket closed unexpectedly'))
      pending.clear()
    }

    function send(command: readonly string[]): Promise<unknown> {
      if (isClosed || linkOf(replica) === 'cut') {
        return Promise.reject(new Error('The client is closed'))
      }
      const { promise, resolve, reject } = Promise.withResolvers<unknown>()
      pending.add(reject)
      const isSilent = () => isClosed || linkOf(replica) === 'silent' || linkOf(replica) === 'cut'
      function reply(settle: () => void): void {
        departure = Math.max(departure, clock.now() + latency(replica))
        clock.after(departure - clock.now(), replica, () => {
          if (isSilent() || linkOf(replica) === 'deaf') return
          pending.delete(reject)
          settle()
        })
      }
      arrival = Math.max(arrival, clock.now() + latency(replica))
      clock.after(arrival - clock.now(), actor, () => {
        if (isSilent()) return
        try {
          execute(command, (answer) => {
            const isJunk = linkOf(replica) === 'junk'
            const value = isJunk ? junk[Math.floor(clock.random() * junk.length)] : answer
            reply(() => resolve(value))
          })
        } catch (error) {
          reply(() => reject(error))
        }
      })
      return promise
    }
    return { send, end, isClosed: () => isClosed }
  }

  return {
    database,
    linkOf,
    link(replica, link) {
      links.set(replica, { link, since: clock.now() })
    },
    wellSince: (replica) =>
      linkOf(replica) === 'well' ? (links.get(replica)?.since ?? 0) : Number.POSITIVE_INFINITY,
    offSince: (replica) =>
      ['cut', 'silent', 'deaf', 'junk'].includes(linkOf(replica))
        ? (links.get(replica)?.since ?? 0)
        : Number.POSITIVE_INFINITY,
    note: (replica) => void links.set(replica, { link: linkOf(replica), since: clock.now() }),
    open: (replica) => open.get(replica) ?? 0,
    connect() {
      const replica = currentActor()
      if (!replica) throw new Error('Who connects?')
      const main = connection(replica, false)
      return {
        get isReady() {
          return linkOf(replica) !== 'cut'
        },
        sendCommand: (command: string[]) => main.send(command),
        duplicate() {
          const duplicate = connection(replica, true)
          return {
            on: () => {},
            connect: () => duplicate.send(['INFO']),
            destroy: () => duplicate.end(),
            sendCommand: (command: string[]) => duplicate.send(command),
          }
        },
      }
    },
  }
}
