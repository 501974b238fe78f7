import { startApis } from './api.ts'
import { countPassed, type Result, readResults, writeResults } from './results.ts'
import { chromium, firefox, webkit } from './runtimes/browsers.ts'
import { edge, workerd } from './runtimes/edges.ts'
import type { Runtime } from './runtimes/runtime.ts'
import { bun, deno, node22, node24, node26 } from './runtimes/servers.ts'
import { createStage } from './stage.ts'
import { updateTables } from './tables.ts'

// `npm run test:runtimes`: one suite, as written, in every runtime that is promised; names choose some.
// `--write` records what came of all, and writes the tables of the READMEs.

const short: Runtime[] = [node22, edge, chromium]
const all: Runtime[] = [node22, node24, node26, bun, deno, workerd, edge, chromium, firefox, webkit]
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('-'))
const isShort = process.argv.includes('--short')
const wanted = (isShort ? short : all).filter(
  ({ name }) => names.length === 0 || names.some((part) => name.toLowerCase().includes(part)),
)

function fail(problem: string): void {
  console.log(`  ✗ ${problem}`)
  process.exitCode = 1
}

const stage = await createStage()
await using apis = await startApis()
const results: Result[] = []
for (const { name, streams, run } of wanted) {
  const { api, elsewhere } = apis
  try {
    const { version, outcomes } = await run(stage, { api, elsewhere, streams })
    console.log(`${name} ${version}: ${outcomes.length} checks`)
    if (outcomes.length === 0) fail('nothing was checked')
    for (const { group, name, problem } of outcomes) {
      if (problem !== undefined) fail(`${group}: ${name}\n    ${problem}`)
    }
    results.push({ name, version, streams, passed: countPassed(outcomes) })
  } catch (error) {
    fail(`${name}: ${String(error).slice(0, 3000)}`)
  }
}

const isRecord = process.argv.includes('--write')
if (isRecord && process.exitCode === undefined && wanted.length === all.length) {
  writeResults(results)
  updateTables(true)
}
for (const { name, passed } of results) {
  const recorded = readResults().find((result) => result.name === name)?.passed
  if (JSON.stringify(recorded) !== JSON.stringify(passed)) {
    fail(`${name}: other checks are recorded: npm run test:runtimes -- --write`)
  }
}
for (const problem of updateTables(false)) fail(problem)
