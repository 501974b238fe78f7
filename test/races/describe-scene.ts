import { beforeAll, describe, expect, it } from 'vitest'
import { runsOf, seed, timeFor } from '../nightly/runs.ts'
import { counterexample, type Exploration, explore, type Scene } from './explore.ts'

/** A test of each invariant, over so many runs in the gate. */
export function describeScene<
  Options,
  World,
  Ledger extends { story: string[]; calls: readonly unknown[] },
>(scene: Scene<Options, World, Ledger>, gate: number): void {
  // A night has time for fifty times the gate's.
  const runs = Math.ceil((gate * runsOf(2000)) / 2000)

  describe(`in ${runs} runs of seed ${seed}`, () => {
    let exploration: Exploration<Ledger>
    beforeAll(async () => {
      exploration = await explore(scene, seed, runs)
    }, 4 * timeFor(runs))

    it.each(scene.invariants)(
      '$name',
      async (invariant) => {
        const run = exploration.broken.get(invariant)
        const report =
          run === undefined ? '' : await counterexample(scene, exploration, invariant, run)
        expect(report).toBe('')
      },
      timeFor(0) * 2,
    )
  })
}
