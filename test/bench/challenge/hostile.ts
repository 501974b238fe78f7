import { statOf } from '../harness/measure.ts'
import type { Report, Row, Size } from '../harness/report.ts'
import { hostileShapes } from './headers.ts'
import { claimsOf, type Reader, readers } from './readers.ts'

const kibibytes = [1, 4, 16, 64, 256]
/** A parser that took so many milliseconds is not asked for four times as much. */
const patience = 1000

/** How the time grows with a header that someone has made to cost time. */
export function hostileReport({ isShort }: Size): Report {
  const sizes = isShort ? kibibytes.slice(0, 2) : kibibytes
  const rows = readers.map((reader) => growth(reader, sizes))
  const largest = rows[0]?.values.at(-1)?.median ?? Number.NaN
  const quarter = rows[0]?.values.at(-2)?.median ?? Number.NaN
  return {
    id: 'challenge-hostile',
    title: 'Reading a challenge: hostile headers',
    about: `The worst of ${hostileShapes.length} shapes of header, each made to cost some parser time: many parameters, words without values, a quote that is never closed, many challenges. A parser that took more than ${patience} ms was not given the next size.`,
    metrics: sizes.map((size) => ({ name: `${size} KiB`, unit: 'ms' })),
    ratioOf: Math.min(3, sizes.length - 1),
    rows,
    budgets: [
      {
        text: 'The cost of a hostile header grows no faster than its length, up to 256 KiB',
        value: largest / quarter,
        // Four times the length, and a margin for caches that it no longer fits.
        limit: 6,
        kind: 'at most',
        unit: 'times the cost at four times the length',
      },
    ],
    chart: 'curves',
  }
}

function growth(reader: Reader, sizes: readonly number[]): Row {
  const values: Row['values'] = []
  for (const size of sizes) {
    const shapes = hostileShapes.map((shape) => timesOf(reader, shape(size * 1024)))
    const stats = shapes.map(statOf).toSorted((a, b) => b.median - a.median)
    values.push(stats[0])
    if ((stats[0]?.median ?? 0) > patience) break
  }
  return { name: reader.name, values }
}

/** Milliseconds, of a few readings where one is quick. */
function timesOf(reader: Reader, header: string): number[] {
  const times: number[] = []
  for (let total = 0; times.length < 9 && total < 100; ) {
    const startedAt = performance.now()
    claimsOf(reader, header)
    const time = performance.now() - startedAt
    total += time
    times.push(time)
  }
  return times
}
