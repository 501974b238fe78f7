import { beforeAll, describe, expect, it } from 'vitest'
import { runsOf, seed, timeFor } from '../nightly/runs.ts'
import { counterexample, type Exploration, explore } from './explore.ts'
import { invariants } from './invariants/all.ts'

const runs = runsOf(2000)

describe(`in ${runs} runs of seed ${seed}`, () => {
  let exploration: Exploration
  beforeAll(async () => {
    exploration = await explore(seed, runs)
  }, timeFor(runs))

  it.each(invariants)(
    '$name',
    async (invariant) => {
      const run = exploration.broken.get(invariant)
      const report = run === undefined ? '' : await counterexample(exploration, invariant, run)
      expect(report).toBe('')
    },
    timeFor(0) * 2,
  )
})
