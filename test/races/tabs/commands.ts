import * as fc from 'fast-check'
import type { Path, Prompt } from './ledger.ts'
import type { Tabs } from './world.ts'

export type TabsCommand = fc.AsyncCommand<object, Tabs>

class Command implements TabsCommand {
  private readonly what: string
  private readonly act: (tabs: Tabs) => unknown
  private readonly pause: number

  constructor(what: string, pause: number, act: (tabs: Tabs) => unknown) {
    this.what = `${what}, then ${pause} ms`
    this.act = act
    this.pause = pause
  }

  check = (): boolean => true

  async run(_model: object, tabs: Tabs): Promise<void> {
    tabs.ledger.story.push(this.what)
    await this.act(tabs)
    // No two things are done in the same moment.
    await tabs.pass(this.pause + 1)
  }

  toString = (): string => this.what
}

const pause = fc.constantFrom(0, 0, 2, 8, 30, 100, 400, 1500, 6000)
const place = fc.nat({ max: 3 })

const command = <T>(
  given: fc.Arbitrary<T>,
  what: (given: T) => string,
  act: (tabs: Tabs, given: T) => unknown,
): fc.Arbitrary<TabsCommand> =>
  fc
    .tuple(given, pause)
    .map(([each, milliseconds]) => new Command(what(each), milliseconds, (tabs) => act(tabs, each)))

const always = (what: string, act: (tabs: Tabs) => unknown) =>
  command(fc.constant(what), String, act)

const calls = command(
  fc.tuple(place, fc.constantFrom<Path>('open', 'c1', 'c1', 'c2'), fc.integer({ min: 1, max: 3 })),
  (given) => `calls ${given.join()}`,
  (tabs, [which, path, count]) => tabs.call(which, path, count),
)
/** Calls of every tab at once. */
const storms = command(
  fc.constantFrom<Path>('open', 'open', 'c1'),
  (path) => `all call ${path}`,
  (tabs, path) => {
    for (const which of [0, 1, 2, 3]) tabs.call(which, path, 1)
  },
)
const looks = command(
  fc.tuple(place, fc.constantFrom<'visible' | 'hidden'>('visible', 'hidden')),
  (given) => `look ${given.join()}`,
  (tabs, [which, state]) => tabs.look(which, state),
)
const clicks = command(
  fc.tuple(
    place,
    fc.constantFrom<'continue' | 'cancel' | 'page'>('continue', 'continue', 'cancel', 'page'),
  ),
  (given) => `click ${given.join()}`,
  (tabs, [which, on]) => tabs.click(which, on),
)
const answers = command(
  fc.tuple(
    place,
    fc.constantFrom<NonNullable<Prompt['outcome']>>('allowed', 'allowed', 'denied', 'closed'),
  ),
  (given) => `popup ${given.join()}`,
  (tabs, [which, outcome]) => tabs.endPopup(which, outcome),
)
const at = (what: string, act: (tabs: Tabs, which: number) => unknown) =>
  command(place, (which) => `${what} ${which}`, act)

export const tabsRuns: fc.Arbitrary<Iterable<TabsCommand>> = fc.commands(
  [
    ...[calls, calls, storms, storms, looks, looks, clicks, clicks, clicks, answers, answers],
    at('freeze', (tabs, which) => tabs.freeze(which)),
    at('thaw', (tabs, which) => tabs.thaw(which)),
    at('close', (tabs, which) => tabs.close(which)),
    at('swap the body of', (tabs, which) => tabs.swap(which)),
    always('open', (tabs) => tabs.open()),
    command(
      fc.boolean(),
      (isLocked) => `revoke${isLocked ? ' for good' : ''}`,
      (tabs, isLocked) => tabs.revoke(isLocked),
    ),
    command(
      fc.constantFrom(60, 60, 900, 3000),
      (takes) => `the provider takes ${takes} ms`,
      (tabs, takes) => tabs.provider(takes),
    ),
    command(
      fc.constantFrom<string | undefined>(undefined, 'junk', '{"1":"x"}', 'null', '[]'),
      (value) => `the storage has ${value}`,
      (tabs, value) => tabs.storage(value),
    ),
  ],
  { maxCommands: 30, size: 'max' },
)
