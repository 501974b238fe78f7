import * as fc from 'fast-check'
import type { Account } from './ledger.ts'
import type { Mood } from './provider.ts'
import type { Link } from './server.ts'
import type { Fleet } from './world.ts'

export type FleetCommand = fc.AsyncCommand<object, Fleet>

class Command implements FleetCommand {
  private readonly what: string
  private readonly act: (fleet: Fleet) => unknown
  private readonly pause: number

  constructor(what: string, pause: number, act: (fleet: Fleet) => unknown) {
    this.what = `${what}, then ${pause} ms`
    this.act = act
    this.pause = pause
  }

  check = (): boolean => true

  async run(_model: object, fleet: Fleet): Promise<void> {
    fleet.ledger.story.push(this.what)
    await this.act(fleet)
    // No two things are done in the same moment.
    await fleet.pass(this.pause + 0.01)
  }

  toString = (): string => this.what
}

/** What passes until the next command comes. */
const pause = fc.constantFrom(0, 0, 3, 20, 60, 200, 700, 1500)
const place = fc.nat({ max: 3 })
const account = fc.constantFrom<Account>('ann', 'ann', 'bob')
const links = fc.constantFrom<Link>('well', 'well', 'slow', 'cut', 'silent', 'deaf', 'junk')

const command = <T>(
  given: fc.Arbitrary<T>,
  what: (given: T) => string,
  act: (fleet: Fleet, given: T) => unknown,
): fc.Arbitrary<FleetCommand> =>
  fc
    .tuple(given, pause)
    .map(
      ([each, milliseconds]) => new Command(what(each), milliseconds, (fleet) => act(fleet, each)),
    )

const calls = command(
  fc.tuple(
    place,
    account,
    fc.constantFrom<'open' | 'c1' | 'c2'>('open', 'open', 'open', 'c1', 'c2'),
    fc.integer({ min: 1, max: 3 }),
  ),
  (given) => `calls ${given.join()}`,
  (fleet, [which, whose, path, count]) => fleet.call(which, whose, path, count),
)

/** Calls of every replica at once: what a revocation comes to. */
const storms = command(
  account,
  (whose) => `all call for ${whose}`,
  (fleet, whose) => {
    for (const which of [0, 1, 2, 3]) fleet.call(which, whose, 'open', 1)
  },
)

const sessions = command(
  account,
  (whose) => `the session of ${whose} is revoked`,
  (fleet, whose) => fleet.revokeSession(whose),
)

const revocations = command(
  fc.tuple(place, account),
  (given) => `revoke ${given.join()}`,
  (fleet, [which, whose]) => fleet.revoke(which, whose),
)

const checks = command(
  fc.constant('check'),
  (what) => what,
  (fleet) => fleet.check(),
)

const events = command(
  fc.tuple(place, fc.constantFrom('e1', 'e2'), fc.boolean(), fc.boolean()),
  (given) => `event ${given.join()}`,
  (fleet, [which, jti, isWell, isTwice]) => {
    fleet.receive(which, jti, isWell)
    if (isTwice) fleet.receive(which + 1, jti, isWell)
  },
)

const joins = command(
  fc.constant('join'),
  (what) => what,
  (fleet) => fleet.join(),
)

const waits = command(
  fc.constantFrom(2500, 6000, 22_000, 45_000),
  (time) => `${time} ms`,
  (fleet, time) => fleet.pass(time),
)

const linking = command(
  fc.tuple(place, links),
  (given) => `link ${given.join()}`,
  (fleet, [which, link]) => fleet.link(which, link),
)

const linkingAll = command(
  links,
  (link) => `link all ${link}`,
  (fleet, link) => fleet.linkAll(link),
)

const standing = command(
  fc.tuple(place, fc.boolean()),
  ([which, isStill]) => (isStill ? `stop ${which}` : `go on ${which}`),
  (fleet, [which, isStill]) => fleet.still(which, isStill),
)

const deaths = command(
  place,
  (which) => `kill ${which}`,
  (fleet, which) => fleet.kill(which),
)

const moods = command(
  fc.constantFrom<Mood>(50, 50, 200, 900, 3000, 'fails', 'hangs'),
  (mood) => `provider ${mood}`,
  (fleet, mood) => fleet.mood(mood),
)

const losses = command(
  fc.constantFrom<'all' | 'lease' | 'what came since'>('all', 'lease', 'lease', 'what came since'),
  (what) => `Redis loses ${what}`,
  (fleet, what) => fleet.lose(what),
)

const refusals = command(
  fc.constantFrom<string | undefined>('OOM', 'READONLY', undefined),
  (words) => `Redis refuses ${words}`,
  (fleet, words) => fleet.refuse(words),
)

export const fleetRuns: fc.Arbitrary<Iterable<FleetCommand>> = fc.commands(
  [
    ...[calls, calls, storms, storms, sessions, revocations, checks, checks, events, joins],
    ...[waits, linking, linking, linkingAll, standing, standing, deaths, moods, losses, refusals],
  ],
  { maxCommands: 25, size: 'max' },
)
