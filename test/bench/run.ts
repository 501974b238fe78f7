import { join } from 'node:path'
import { parseArgs, styleText } from 'node:util'
import { bundle } from './bundle/bench.ts'
import { challenge } from './challenge/bench.ts'
import { fleet } from './fleet/bench.ts'
import { guard } from './guard/bench.ts'
import { happyPath } from './happy-path/bench.ts'
import { publish } from './harness/publish.ts'
import type { Bench, Report, Size } from './harness/report.ts'
import { terminalTable } from './harness/terminal.ts'
import { heap } from './heap/bench.ts'
import { storm } from './storm/bench.ts'

// `npm run bench`: caefetch beside its peers. Which parts, and how, is said in docs/benchmarks.md.

const benches: Bench[] = [happyPath, challenge, storm, bundle, guard, heap, fleet]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    short: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
})
const ids = benches.map(({ id }) => id)
const unknown = positionals.find((id) => !ids.includes(id))
if (unknown) throw new Error(`There is no part "${unknown}"; there are ${ids.join(', ')}.`)
if (values.short && values.write) throw new Error('What --short finds is not for --write.')

const size: Size = values.short
  ? { isShort: true, rounds: 2, milliseconds: 2 }
  : { isShort: false, rounds: 15, milliseconds: 150 }
const reports: Report[] = []
for (const { id, run } of benches) {
  if (positionals.length > 0 && !positionals.includes(id)) continue
  console.log(styleText('dim', `\n${id} …`))
  const found = await run(size)
  for (const report of found) console.log(terminalTable(report))
  reports.push(...found)
}
const results = join(import.meta.dirname, 'results')
const docs = join(import.meta.dirname, '../../docs')
await publish(values.write ? docs : results, reports, ids)
console.log(`\nWritten to ${values.write ? 'docs/benchmarks.md' : 'test/bench/results'}.`)
