import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from './chromium.ts'
import { redisServer } from './redis.ts'

// `npm test`: every gate that a change must pass, one line each. What a gate prints is shown when it fails.

const installClients = 'npm ci --prefix test/clients --no-audit --no-fund --loglevel=error'
const gates: [name: string, command: string][] = [
  ['style', 'biome check --error-on-warnings .'],
  ['types', 'tsc --build && tsc -p tsconfig.test.json && tsc -p test/react-18'],
  ['build', 'turbo run build --output-logs=errors-only'],
  ['sizes', 'size-limit'],
  ['unused code', 'knip'],
  ['packed packages in an empty project', 'node test/packed/check.ts'],
  [
    'runtimes, in short',
    'npm ci --prefix test/runtimes --no-audit --no-fund --ignore-scripts --loglevel=error --omit=optional && node --disable-warning=ExperimentalWarning --conditions @caefetch/source test/runtimes/run.ts --short',
  ],
  ['code in the pages', 'npm run docs:check'],
  ['documentation site', 'npm run docs'],
  ['demo', 'npm run demo'],
  ['demo of a fleet', 'npm run demo:fleet'],
  ['benchmark, in short', 'npm run bench -- --short'],
  ['clients of the recipes', `${installClients} && tsc -p test/clients`],
]

let passed = 0
let failed = 0

async function run(name: string, command: string): Promise<void> {
  const startedAt = Date.now()
  const child = spawn(command, {
    shell: true,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  })
  let output = ''
  child.stdout.on('data', (data) => (output += data))
  child.stderr.on('data', (data) => (output += data))
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
  if (code === 0) passed++
  else failed++
  console.log(`${code === 0 ? '✓' : '✗'} ${name} ${`(${seconds} s)`}`)
  if (code !== 0) console.log(`\n$ ${command}\n${output}`)
}

/** Tests print for themselves; how many there were is read from their report. */
async function runTests(options: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'caefetch-tests-'))
  const report = join(folder, 'report.json')
  const command = `vitest run ${options} --reporter=dot --reporter=json --outputFile.json=${report}`
  const child = spawn(command, { shell: true, stdio: ['ignore', 'inherit', 'inherit'] })
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  const text = await readFile(report, 'utf8').catch(() => '{}')
  await rm(folder, { recursive: true })
  const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0 } = JSON.parse(text)
  passed += numPassedTests
  // A skipped test has not passed, and a run that fails for another reason has failed too.
  failed += numFailedTests + numPendingTests
  if (code !== 0 && numFailedTests === 0) failed++
  if (numPassedTests === 0) failed++
}

chromium()
redisServer()
for (const [name, command] of gates) await run(name, command)
await runTests('--coverage')
await runTests('--config test/clients/vitest.config.ts')
console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
