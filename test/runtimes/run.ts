import { startApis } from './api.ts'
import { chromium, firefox, webkit } from './runtimes/browsers.ts'
import { edge, workerd } from './runtimes/edges.ts'
import type { Runtime } from './runtimes/runtime.ts'
import { bun, deno, node22, node24, node26 } from './runtimes/servers.ts'
import { createStage } from './stage.ts'

// `npm run test:runtimes`: one suite, as written, in every runtime that is promised.

const short: Runtime[] = [node22, edge, chromium]
const all: Runtime[] = [node22, node24, node26, bun, deno, workerd, edge, chromium, firefox, webkit]
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('-'))
const chosen = process.argv.includes('--short') ? short : all
const wanted = chosen.filter(
  ({ name }) => names.length === 0 || names.some((part) => name.toLowerCase().includes(part)),
)

const stage = await createStage()
await using apis = await startApis()
for (const { name, streams, run } of wanted) {
  const { api, elsewhere } = apis
  try {
    const { version, outcomes } = await run(stage, { api, elsewhere, streams })
    const failures = outcomes.filter(({ problem }) => problem !== undefined)
    if (failures.length > 0 || outcomes.length === 0) process.exitCode = 1
    console.log(`${name} ${version}: ${outcomes.length - failures.length} of ${outcomes.length}`)
    for (const failure of failures) {
      console.log(`  ✗ ${failure.group}: ${failure.name}\n    ${failure.problem}`)
    }
  } catch (error) {
    process.exitCode = 1
    console.log(`${name}\n  ✗ ${String(error).slice(0, 3000)}`)
  }
}
