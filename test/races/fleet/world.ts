import { fingerprint } from '../../../packages/redis/src/tokens/entry.ts'
import { put, take } from '../../../packages/redis/src/tokens/scripts.ts'
import { type Clock, createClock, rest } from '../time/clock.ts'
import { createApi } from './api.ts'
import { type Account, type Call, createLedger, type Ledger } from './ledger.ts'
import { createProvider, type Mood } from './provider.ts'
import { createReplica, type Replica } from './replica.ts'
import { createServer, type Link, type RunScript, type Server } from './server.ts'

export interface FleetOptions {
  seed: number
  replicas: number
  /** Whether nothing goes wrong but that things take their time. */
  isCalm: boolean
  /** By how many milliseconds the clock of every second replica is ahead. */
  skew: number
}

/** Replicas of an application, their Redis, a provider and an API. */
export interface Fleet extends Disposable {
  ledger: Ledger
  pass(milliseconds: number): Promise<void>
  join(): void
  call(place: number, account: Account, path: Call['path'], count: number): void
  /** The API takes no token any more that it was issued before now. */
  revokeSession(account: Account): void
  /** A replica is told to let an account's tokens in no more. */
  revoke(place: number, account: string): void
  check(): void
  receive(place: number, jti: string, isWell: boolean): void
  /** What goes wrong. */
  link(place: number, link: Link): void
  linkAll(link: Link): void
  still(place: number, isStill: boolean): void
  kill(place: number): void
  mood(mood: Mood): void
  lose(what: 'all' | 'lease' | 'what came since'): void
  refuse(words: string | undefined): void
  finish(): Promise<void>
}

const accounts = ['ann', 'bob']
const mostReplicas = 4

export function createFleet({ seed, replicas: count, isCalm, skew }: FleetOptions): Fleet {
  const clock = createClock(seed)
  const ledger = createLedger()
  const server = createServer(
    clock,
    watchScripts(ledger, () => server),
  )
  const provider = createProvider(clock, ledger)
  const api = createApi(clock, ledger)
  const replicas: Replica[] = []
  let restore = server.database.save()

  const living = () => replicas.filter(({ actor }) => actor.state === 'running')
  const at = (place: number): Replica | undefined => living()[place % Math.max(1, living().length)]
  const as = (place: number, act: (replica: Replica) => void): void => {
    const replica = at(place)
    if (replica) clock.run(replica.actor, () => act(replica))
  }

  function goOn({ actor }: Replica): void {
    actor.state = 'running'
    server.note(actor)
    for (const fault of ledger.faults) {
      if (fault.kind === 'still' && fault.replica === actor) fault.endedAt ??= clock.now()
    }
  }

  function join(): void {
    if (replicas.length === mostReplicas) return
    const actor = clock.actor(`replica ${replicas.length + 1}`, replicas.length % 2 ? skew : 0)
    const create = () => createReplica(actor, clock, ledger, server, provider, api)
    replicas.push(clock.run(actor, create))
  }

  /** Nothing goes wrong where all is calm. */
  function fault(kind: string, place: number | undefined, act: (replica?: Replica) => void): void {
    const replica = place === undefined ? undefined : at(place)
    if (isCalm || (place !== undefined && !replica)) return
    ledger.faults.push({ kind, replica: replica?.actor, at: clock.now() })
    act(replica)
  }

  for (let number = 0; number < count; number++) join()

  const fleet: Fleet = {
    ledger,
    pass: clock.pass,
    join,
    call(place, account, path, count) {
      as(place, (replica) => {
        for (let made = 0; made < count; made++) replica.call(account, path)
      })
    },
    revokeSession: (account) => api.revoke(account),
    revoke: (place, account) => as(place, (replica) => replica.revoke(account)),
    check() {
      for (const replica of living()) {
        for (const account of accounts) clock.run(replica.actor, () => replica.check(account))
      }
    },
    receive: (place, jti, isWell) => as(place, (replica) => replica.receive(jti, isWell)),
    link: (place, link) =>
      fault(link, place, (replica) => replica && server.link(replica.actor, link)),
    linkAll: (link) =>
      fault(link, undefined, () => {
        for (const { actor } of replicas) server.link(actor, link)
      }),
    still(place, isStill) {
      if (isStill) {
        fault('still', place, (replica) => {
          if (replica) replica.actor.state = 'still'
        })
        return
      }
      const stopped = replicas.filter(({ actor }) => actor.state === 'still')
      const replica = stopped[place % Math.max(1, stopped.length)]
      if (!replica) return
      goOn(replica)
    },
    kill: (place) =>
      fault('gone', place, (replica) => {
        if (replica && living().length > 1) replica.actor.state = 'gone'
      }),
    mood(mood) {
      // To take its time is no fault of a provider's.
      if (typeof mood === 'number') provider.mood = mood
      else {
        fault(`provider ${mood}`, undefined, () => {
          provider.mood = mood
        })
      }
    },
    lose: (what) =>
      fault(`lost ${what}`, undefined, () => {
        if (what === 'lease') {
          const leases = server.database.keys().filter((key) => key.endsWith(':lease'))
          for (const key of leases) server.database.delete(key)
          return
        }
        ledger.losses.push(clock.now())
        if (what === 'all') server.database.flush()
        else restore()
        restore = server.database.save()
      }),
    refuse: (words) =>
      fault(`refuses ${words}`, undefined, () => {
        server.database.refusal = words
      }),
    async finish() {
      provider.mood = 50
      server.database.refusal = undefined
      for (const replica of replicas) if (replica.actor.state === 'still') goOn(replica)
      for (const { actor } of replicas) {
        server.link(actor, 'well')
      }
      ledger.healedAt = clock.now()
      const isOver = () =>
        ledger.calls.every(
          ({ replica, settledAt }) => settledAt !== undefined || replica.state === 'gone',
        )
      await clock.passUntil(isOver, 130_000)
      await redeliver(ledger, fleet, clock)
      // So long a renewal in the background may take that nobody waits for.
      await clock.pass(31_000)
      fleet.check()
      const stops = living().map((replica) => clock.run(replica.actor, replica.stop))
      await clock.pass(3000)
      await rest(3)
      await Promise.race([Promise.all(stops), clock.pass(1000)])
      for (const { actor } of living()) {
        const due = clock.due(actor)
        if (due > 0) ledger.left.push(`${actor.name} has ${due} timers`)
        const open = server.open(actor)
        if (open > 0) ledger.left.push(`${actor.name} has ${open} connections open`)
      }
    },
    [Symbol.dispose]: () => clock[Symbol.dispose](),
  }
  return fleet
}

/** As a transmitter does: it sends an event again until it is accepted. */
async function redeliver(ledger: Ledger, fleet: Fleet, clock: Clock): Promise<void> {
  for (let round = 0; round < 3; round++) {
    const open = [...ledger.events.values()].filter(({ accepted }) => accepted === 0)
    if (open.length === 0) return
    for (const { jti } of open) fleet.receive(round, jti, true)
    // As long as a claim of one that has died may stand.
    await clock.pass(ledger.faults.length > 0 ? 16_000 : 500)
  }
}

/** Writes down which lease a token that comes into Redis was asked under, and what it takes the place of. */
function watchScripts(ledger: Ledger, server: () => Server): RunScript {
  const leases = new Map<string, number>()
  const writers = new Map<string, { lease: number | undefined }>()
  let count = 0

  return (script, keys, args, run) => {
    const { database } = server()
    const [entry = '', lease = ''] = keys
    const [holder = ''] = args
    if (script === take) {
      const reply = run()
      if (Array.isArray(reply) && reply[0] === 'lease') leases.set(holder, ++count)
      return reply
    }
    if (script !== put) return run()
    const before = database.run(['HGET', entry, 'f'])
    const isLeaseHolder = database.run(['GET', lease]) === holder
    const reply = run()
    const after = database.run(['HGET', entry, 'f'])
    if (after === null || after === before) return reply
    const replaced = before === null ? undefined : writers.get(entry)
    const writer = { lease: leases.get(holder) }
    ledger.published.push({ key: entry, ...writer, replaced, isLeaseHolder })
    writers.set(entry, writer)
    const text = database.run(['HGET', entry, 'c'])
    const isPlain = [...ledger.tokens.values()].some(({ value }) => String(text).includes(value))
    const isKnown = [...ledger.tokens.values()].some(({ value }) => fingerprint(value) === after)
    if (isPlain || !isKnown) ledger.left.push('a token in the clear, or one that was never issued')
    return reply
  }
}
