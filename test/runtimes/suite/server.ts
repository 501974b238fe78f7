import { portableGroups, run } from './run.ts'
import { servers } from './servers.ts'

// Node, Bun and Deno: told on standard output, as the last line; each check before it, for what hangs.

const platform = JSON.parse(process.argv[2] ?? '')
const outcomes = await run(platform, { ...portableGroups(platform), ...servers }, console.error)
console.log(JSON.stringify(outcomes))
