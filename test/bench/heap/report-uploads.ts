import { exactly } from '../harness/measure.ts'
import type { Report, Row } from '../harness/report.ts'
import { alone } from './alone.ts'
import type { SenderName } from './senders.ts'
import type { UploadsResult, UploadsTask } from './uploads.ts'

type Load = Pick<UploadsTask, 'uploads' | 'bytes'>

const mebibyte = 2 ** 20

/** What it takes to keep uploads until they need not be sent again. */
export async function reportUploads(load: Load): Promise<Report> {
  const { uploads } = load
  const size = `${load.bytes / mebibyte} MiB`
  const fetch = await peaks('bare fetch', load, { blob: 'given up', stream: 'given up' })
  const ours = await peaks('caefetch', load, { blob: 'replayed', stream: 'refused' })
  const raised = await peaks('caefetch, with the limit raised', load, { stream: 'replayed' })
  const ky = await peaks('ky with a hook', load, { blob: 'replayed', stream: 'replayed' })
  const added = ((ours.stream ?? Number.NaN) - (fetch.stream ?? Number.NaN)) / uploads
  return {
    id: 'heap-uploads',
    title: `Memory while ${uploads} uploads of ${size} are on their way`,
    about: `The most memory that a process has, beyond what it had before, while ${uploads} uploads of ${size} are sent at once in pieces of 64 KiB; it is looked at after every 25 MiB and at the end, garbage collected. When the last one has been sent, all get a claims challenge: what can be sent again has to arrive in full once more, and what cannot has to say so. The network is a function in memory that keeps nothing; each figure is from a process of its own.`,
    metrics: [
      { name: 'Blobs', unit: 'MiB' },
      { name: 'streams', unit: 'MiB' },
    ],
    ratioOf: 1,
    rows: [
      rowOf(
        'caefetch',
        ours,
        'of a stream it keeps 1 MiB, and beyond that nothing; such a call is not sent again, and says so',
      ),
      rowOf(
        'caefetch, with the limit raised',
        raised,
        `\`maxReplayBytes\` of ${size}: all of it can be sent again`,
      ),
      rowOf(
        'ky with a hook',
        ky,
        'its retries clone each request, of whatever size; all of it can be sent again',
      ),
      rowOf('bare fetch', fetch, 'sends nothing again'),
    ],
    budgets: [
      {
        text: 'An upload beyond the limit takes 1.25 MiB more than with fetch, at most',
        value: added / mebibyte,
        limit: 1.25,
        kind: 'at most',
        unit: 'MiB',
      },
    ],
    chart: 'bars',
  }
}

type Body = UploadsTask['body']
type Outcome = 'replayed' | 'refused' | 'given up'

async function peaks(
  sender: SenderName,
  load: Load,
  expected: Partial<Record<Body, Outcome>>,
): Promise<Partial<Record<Body, number>>> {
  const found: Partial<Record<Body, number>> = {}
  for (const body of ['blob', 'stream'] as const) {
    const outcome = expected[body]
    if (!outcome) continue
    const task: UploadsTask = { sender, body, ...load }
    const { peak, ...count } = await alone<UploadsResult>('./uploads.ts', task)
    const counted = { 'given up': load.uploads - count.replayed - count.refused, ...count }
    if (counted[outcome] !== load.uploads) {
      throw new Error(`${sender}: not every ${body} was ${outcome}: ${JSON.stringify(counted)}.`)
    }
    found[body] = peak
  }
  return found
}

function rowOf(name: string, { blob, stream }: Partial<Record<Body, number>>, note: string): Row {
  const values = [blob, stream].map((bytes) =>
    bytes === undefined ? undefined : exactly(bytes / mebibyte),
  )
  return { name, values, note }
}
