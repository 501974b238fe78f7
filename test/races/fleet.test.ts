import * as fc from 'fast-check'
import { describeScene } from './describe-scene.ts'
import { fleetRuns } from './fleet/commands.ts'
import { fleetInvariants } from './fleet/invariants/all.ts'
import { createFleet, type FleetOptions } from './fleet/world.ts'
import { unhandledIn } from './unhandled.ts'

const options: fc.Arbitrary<FleetOptions> = fc.record({
  seed: fc.nat(),
  replicas: fc.constantFrom(1, 2, 2, 3),
  isCalm: fc.constantFrom(true, false, false),
  skew: fc.constantFrom(0, 0, 3000, -3000),
})

describeScene(
  {
    options,
    runs: fleetRuns,
    invariants: fleetInvariants,
    async play(given, run) {
      using fleet = createFleet(given)
      const unhandled = await unhandledIn(async () => {
        await run(fleet)
        await fleet.finish()
      })
      fleet.ledger.left.push(...unhandled)
      return fleet.ledger
    },
  },
  600,
)
