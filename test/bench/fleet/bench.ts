import type { Bench } from '../harness/report.ts'
import { reportJoin } from './join.ts'
import { reportPropagation } from './propagation.ts'
import { reportStorm } from './storm.ts'

export const fleet: Bench = {
  id: 'fleet',
  run: async (size) => [
    await reportStorm(size),
    await reportPropagation(size),
    await reportJoin(size),
  ],
}
