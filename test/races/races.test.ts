import * as fc from 'fast-check'
import { vi } from 'vitest'
import { runs } from './commands.ts'
import { describeScene } from './describe-scene.ts'
import { invariants } from './invariants/all.ts'
import { unhandledIn } from './unhandled.ts'
import { createWorld, type WorldOptions } from './world/world.ts'

const options: fc.Arbitrary<WorldOptions> = fc.record({
  hasUser: fc.boolean(),
  maxChallenges: fc.constantFrom(2, 2, 2, 0, 1, 3),
  isShared: fc.constantFrom(false, false, true),
})

describeScene(
  {
    options,
    runs,
    invariants,
    async play(given, run) {
      vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: 1_800_000_000_000 })
      try {
        const world = createWorld(given)
        const unhandled = await unhandledIn(async () => {
          await run(world)
          await world.finish()
          await world.quiet()
        })
        const timers = vi.getTimerCount()
        const left = [...(timers ? [`${timers} timers`] : []), ...unhandled]
        world.ledger.seen.set('left', left)
        return world.ledger
      } finally {
        vi.useRealTimers()
      }
    },
  },
  2000,
)
