import * as fc from 'fast-check'
import type { Invariant } from './invariant.ts'

/** What was written down of a run. */
interface Written {
  /** What was done to the world, for people to read. */
  story: string[]
  calls: readonly unknown[]
}

/** A world, what may happen in it, and what must hold whatever does. */
export interface Scene<Options, World, Ledger extends Written> {
  options: fc.Arbitrary<Options>
  runs: fc.Arbitrary<Iterable<fc.AsyncCommand<object, World>>>
  /** Plays a run in a world of its own, to its end. */
  play(options: Options, run: (world: World) => Promise<void>): Promise<Ledger>
  invariants: readonly Invariant<Ledger>[]
}

export interface Exploration<Ledger> {
  seed: number
  runs: number
  /** For each invariant that was broken, the first run that broke it. */
  broken: Map<Invariant<Ledger>, number>
  calls: number
}

const property = <Options, World, Ledger extends Written>(
  { options, runs, play }: Scene<Options, World, Ledger>,
  judge: (ledger: Ledger) => void,
) =>
  fc.asyncProperty(options, runs, async (given, commands) => {
    const run = (world: World) => fc.asyncModelRun(() => ({ model: {}, real: world }), commands)
    judge(await play(given, run))
  })

/** Runs so many worlds, and judges each by all invariants. */
export async function explore<Options, World, Ledger extends Written>(
  scene: Scene<Options, World, Ledger>,
  seed: number,
  numRuns: number,
): Promise<Exploration<Ledger>> {
  const broken: Exploration<Ledger>['broken'] = new Map()
  const exploration = { seed, runs: 0, broken, calls: 0 }
  const details = await fc.check(
    property(scene, (ledger) => {
      for (const invariant of scene.invariants) {
        if (broken.has(invariant) || invariant.violations(ledger).length === 0) continue
        broken.set(invariant, exploration.runs)
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
export async function counterexample<Options, World, Ledger extends Written>(
  scene: Scene<Options, World, Ledger>,
  { seed }: Exploration<Ledger>,
  invariant: Invariant<Ledger>,
  run: number,
): Promise<string> {
  const details = await fc.check(
    property(scene, (ledger) => {
      const [violation] = invariant.violations(ledger)
      if (violation) throw new Error([violation, ...ledger.story].join('\n  '))
    }),
    { seed, path: String(run), interruptAfterTimeLimit: 60_000 },
  )
  return `${fc.defaultReportMessage(details) ?? 'It does not happen again.'}\n${details.errorInstance}`
}
