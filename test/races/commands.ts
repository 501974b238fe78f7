import * as fc from 'fast-check'
import type { Fate } from './world/inbox.ts'
import type { AccountId, BodyKind, CallSpec, Path } from './world/ledger.ts'
import type { World } from './world/world.ts'

// What may happen to a page of code. A command says which of the things that are under way it means by
// their place among them, so that a run that is made shorter still has a meaning.

/** How much of what follows has happened when the next command comes: so many turns of the microtasks, or all. */
type Pause = number | 'all'

export type RaceCommand = fc.AsyncCommand<object, World>

class Command implements RaceCommand {
  private readonly what: string
  private readonly act: (world: World) => unknown
  private readonly pause: Pause

  constructor(what: string, pause: Pause, act: (world: World) => unknown) {
    this.what = what
    this.act = act
    this.pause = pause
  }

  check = (): boolean => true

  async run(_model: object, world: World): Promise<void> {
    const told = this.act(world)
    const what = typeof told === 'string' ? told : this.what
    world.ledger.story.push(`${what}, then ${this.pause}`)
    if (this.pause === 'all') await world.quiet()
    else for (let turn = 0; turn < this.pause; turn++) await null
  }

  toString = (): string => `${this.what}, then ${this.pause}`
}

const pause: fc.Arbitrary<Pause> = fc.oneof(
  { arbitrary: fc.constant<Pause>('all'), weight: 3 },
  { arbitrary: fc.nat({ max: 20 }), weight: 2 },
)

const accountId = fc.constantFrom<AccountId>('ann@home', 'ann@guest', 'bob@home')

const spec: fc.Arbitrary<CallSpec> = fc.record({
  origin: often<CallSpec['origin']>('a', 'b', 'elsewhere'),
  path: fc.oneof(
    { arbitrary: fc.constantFrom<Path>('open', 'c1', 'c2'), weight: 3 },
    {
      arbitrary: fc.constantFrom<Path>(
        'either',
        'step-up',
        'aged',
        'forbidden-c1',
        'never',
        'moving',
        'refusing',
        'forbidden',
        'broken',
        'away',
        'silent-401',
        'told-in-body',
      ),
      weight: 1,
    },
  ),
  body: often<BodyKind>(
    'none',
    'text',
    'bytes',
    'params',
    'blob',
    'request',
    'stream',
    'slow',
    'long',
    'fresh',
  ),
  account: often<AccountId | undefined>(undefined, 'ann@home', 'ann@guest', 'bob@home'),
  interaction: often<'none' | undefined>(undefined, 'none'),
  claims: often<CallSpec['claims']>(undefined, 'c1', 'c2', 'nothing'),
  scopes: often<'write' | undefined>(undefined, 'write'),
  way: fc.constantFrom<CallSpec['way']>('fetch', 'fetch', 'authorizer'),
  part: often<CallSpec['part']>(undefined, undefined, 'signed', 'public'),
})

/** The first, and seldom one of the others. */
function often<T>(usual: T, ...others: T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { arbitrary: fc.constant(usual), weight: 3 },
    { arbitrary: fc.constantFrom(...others), weight: 1 },
  )
}

const fate = often<Fate>(0, 1, 2, 3, 4)
const place = fc.nat({ max: 9 })

const calls = fc.tuple(spec, fc.integer({ min: 1, max: 4 }), pause).map(
  ([each, count, then]) =>
    new Command(`${count} × ${JSON.stringify(each)}`, then, (world) => {
      for (let made = 0; made < count; made++) world.call(each)
    }),
)

const happening = fc
  .tuple(place, fate, pause)
  .map(
    ([which, how, then]) =>
      new Command(`let ${which} ${how}`, then, (world) => world.let(which, how)),
  )

const aborts = fc
  .tuple(place, pause)
  .map(
    ([which, then]) =>
      new Command(`abort ${which}`, then, (world) => `abort ${world.abort(which)}`),
  )

const revocations = fc
  .tuple(accountId, fc.boolean(), pause)
  .map(
    ([account, isLocked, then]) =>
      new Command(`revoke ${account}${isLocked ? ' for good' : ''}`, then, (world) =>
        world.revoke(account, isLocked),
      ),
  )

const accountChanges = fc
  .tuple(fc.constantFrom('signOut', 'signIn', 'renewElsewhere'), accountId, pause)
  .map(
    ([change, account, then]) =>
      new Command(`${change} ${account}`, then, (world) => world[change](account)),
  )

const time = fc
  .tuple(fc.constantFrom(300, 1500, 31_000, 61_000, 1_900_000, 3_700_000), pause)
  .map(
    ([milliseconds, then]) =>
      new Command(`${milliseconds} ms pass`, then, (world) => world.pass(milliseconds)),
  )

/** What goes on in a page, most of it that something happens that was under way. */
export const runs: fc.Arbitrary<Iterable<RaceCommand>> = fc.commands(
  [
    calls,
    calls,
    happening,
    happening,
    happening,
    happening,
    aborts,
    revocations,
    accountChanges,
    time,
  ],
  { maxCommands: 40, size: 'max' },
)
