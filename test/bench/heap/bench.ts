import type { Bench } from '../harness/report.ts'
import { reportCalls } from './report-calls.ts'
import { reportUploads } from './report-uploads.ts'

export const heap: Bench = {
  id: 'heap',
  run: async ({ isShort }) => [
    await reportCalls(isShort ? 10_000 : 1_000_000),
    await reportUploads(
      isShort ? { uploads: 4, bytes: 2 * 2 ** 20 } : { uploads: 100, bytes: 10 * 2 ** 20 },
    ),
  ],
}
