import type { Bench } from '../harness/report.ts'
import { corpusReport } from './corpus.ts'
import { hostileReport } from './hostile.ts'

export const challenge: Bench = {
  id: 'challenge',
  run: async (size) => [await corpusReport(size), hostileReport(size)],
}
