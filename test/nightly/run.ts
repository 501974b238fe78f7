import { spawn } from 'node:child_process'
import { parseArgs } from 'node:util'

// `npm run test:races`, and its like: the random tests of a folder, many times, from a seed of the day.

const runs: Record<string, number> = { races: 100_000, fuzz: 10_000_000, chaos: 10_000, day: 72 }

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' }, runs: { type: 'string' } },
})
const [folder = ''] = positionals
const usual = runs[folder]
if (usual === undefined) {
  throw new Error(`Say which tests to run: ${Object.keys(runs).join(', ')}. Got "${folder}".`)
}
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))
const count = Number(values.runs ?? usual)
console.log(`${count} runs from seed ${seed}; to repeat them:`)
console.log(`  npm run test:${folder} -- --seed ${seed} --runs ${count}`)

const child = spawn('vitest', ['run', '--project', 'node', `test/${folder}`], {
  stdio: 'inherit',
  shell: false,
  env: { ...process.env, CAEFETCH_SEED: String(seed), CAEFETCH_RUNS: String(count) },
})
child.on('close', (code) => {
  process.exitCode = code ?? 1
})
