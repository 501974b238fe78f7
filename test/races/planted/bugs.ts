import { coreBugs } from './core-bugs.ts'
import { fleetBugs } from './fleet-bugs.ts'
import type { PlantedBug } from './planted-bug.ts'
import { tabsBugs } from './tabs-bugs.ts'

export const bugs: readonly PlantedBug[] = [...coreBugs, ...fleetBugs, ...tabsBugs]
