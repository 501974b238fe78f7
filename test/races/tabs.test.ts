import '../../packages/browser/src/challenges.ts'
import '../../packages/browser/src/prompt/dialog.ts'
import * as fc from 'fast-check'
import { vi } from 'vitest'
import { describeScene } from './describe-scene.ts'
import { tabsRuns } from './tabs/commands.ts'
import { tabsInvariants } from './tabs/invariants.ts'
import { createTabs, type TabsOptions } from './tabs/world.ts'
import { unhandledIn } from './unhandled.ts'

const options: fc.Arbitrary<TabsOptions> = fc.record({
  seed: fc.nat(),
  tabs: fc.constantFrom(1, 2, 2, 3),
  isShared: fc.constantFrom(true, true, false),
  isStorageBlocked: fc.constantFrom(false, false, false, true),
  hasLocks: fc.constantFrom(true, true, true, false),
  vendor: fc.constantFrom('Google Inc.', 'Apple Computer, Inc.'),
})

describeScene(
  {
    options,
    runs: tabsRuns,
    invariants: tabsInvariants,
    async play(given, run) {
      // What is for a developer is not told here.
      vi.stubEnv('NODE_ENV', 'production')
      using tabs = createTabs(given)
      const unhandled = await unhandledIn(async () => {
        await run(tabs)
        await tabs.finish()
      })
      tabs.ledger.left.push(...unhandled)
      return tabs.ledger
    },
  },
  600,
)
