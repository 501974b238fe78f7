import { exactly } from '../harness/measure.ts'
import type { Report, Row } from '../harness/report.ts'
import { alone } from './alone.ts'
import type { CallsResult, CallsTask } from './calls.ts'

const mebibyte = 2 ** 20

/** Whether the heap grows by being used. */
export async function reportCalls(calls: number): Promise<Report> {
  const ours = await measure({ sender: 'caefetch', calls })
  const theirs = await measure({ sender: 'transport', calls })
  return {
    id: 'heap-calls',
    title: 'The heap over a million calls',
    about: `What the heap holds after a tenth of the calls, and after ${calls.toLocaleString('en')} more, garbage collected, in a process of its own. One call in a thousand is challenged, each time with other claims; each challenge must bring one new token, and each call its answer. The network is a function in memory.`,
    metrics: [
      { name: 'before', unit: 'MiB' },
      { name: 'after', unit: 'MiB' },
      { name: 'growth', unit: 'KiB' },
    ],
    ratioOf: 1,
    rows: [
      rowOf('caefetch', ours),
      { ...rowOf('the network alone', theirs), note: 'the same loop, and nothing between' },
    ],
    budgets: [
      {
        text: 'The heap is flat over 1 M calls: it grows by 2 MiB at most',
        value: (ours.after - ours.before) / mebibyte,
        limit: 2,
        kind: 'at most',
        unit: 'MiB',
      },
    ],
  }
}

const measure = (task: CallsTask): Promise<CallsResult> => alone('./calls.ts', task)

const rowOf = (name: string, { before, after }: CallsResult): Row => ({
  name,
  values: [before / mebibyte, after / mebibyte, (after - before) / 1024].map(exactly),
})
