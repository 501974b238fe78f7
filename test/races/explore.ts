import * as fc from 'fast-check'
import { vi } from 'vitest'
import { runs } from './commands.ts'
import { invariants } from './invariants/all.ts'
import type { Invariant } from './invariants/invariant.ts'
import { createWorld, type World, type WorldOptions } from './world/world.ts'

const options: fc.Arbitrary<WorldOptions> = fc.record({
  hasUser: fc.boolean(),
  maxChallenges: fc.constantFrom(2, 2, 2, 0, 1, 3),
  isShared: fc.constantFrom(false, false, true),
})

/** A moment after which nothing of what nobody heard of goes unnoticed. */
async function watched(run: () => Promise<World>): Promise<World> {
  const unhandled: unknown[] = []
  const note = (reason: unknown): void => void unhandled.push(reason)
  process.on('unhandledRejection', note)
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: 1_800_000_000_000 })
  try {
    const world = await run()
    await world.finish()
    await world.quiet()
    const timers = vi.getTimerCount()
    const left = [...(timers ? [`${timers} timers`] : []), ...unhandled.map(String)]
    world.ledger.seen.set('left', left)
    return world
  } finally {
    vi.useRealTimers()
    process.off('unhandledRejection', note)
  }
}

/** A run of the commands in a world of its own, to its end. */
const property = (judge: (world: World) => void) =>
  fc.asyncProperty(options, runs, async (given, commands) => {
    const world = await watched(async () => {
      const created = createWorld(given)
      await fc.asyncModelRun(() => ({ model: {}, real: created }), commands)
      return created
    })
    judge(world)
  })

export interface Exploration {
  seed: number
  runs: number
  /** For each invariant that was broken, the first run that broke it. */
  broken: Map<Invariant, number>
  calls: number
}

/** Runs so many worlds, and judges each by all invariants. */
export async function explore(seed: number, numRuns: number): Promise<Exploration> {
  const exploration: Exploration = { seed, runs: 0, broken: new Map(), calls: 0 }
  const details = await fc.check(
    property(({ ledger }) => {
      for (const invariant of invariants) {
        const isKnown = exploration.broken.has(invariant)
        if (isKnown || invariant.violations(ledger).length === 0) continue
        exploration.broken.set(invariant, exploration.runs)
      }
      exploration.runs++
      exploration.calls += ledger.calls.length
    }),
    { seed, numRuns, endOnFailure: true },
  )
  if (details.failed) throw new Error(fc.defaultReportMessage(details))
  return exploration
}

/** Makes the run that broke the invariant as short as it can be, and says what happens in it. */
export async function counterexample(
  { seed }: Exploration,
  invariant: Invariant,
  run: number,
): Promise<string> {
  const details = await fc.check(
    property(({ ledger }) => {
      const [violation] = invariant.violations(ledger)
      if (violation) throw new Error([violation, ...ledger.story].join('\n  '))
    }),
    { seed, path: String(run), interruptAfterTimeLimit: 60_000 },
  )
  return `${fc.defaultReportMessage(details) ?? 'It does not happen again.'}\n${details.errorInstance}`
}
