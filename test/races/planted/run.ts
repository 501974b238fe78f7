import { spawn } from 'node:child_process'
import { bugs } from './bugs.ts'
import type { PlantedBug } from './planted-bug.ts'

// `npm run test:planted`: breaks core, browser and redis in one way after the other, and checks that the race
// tests notice it within the gate's runs. Words after it choose the bugs whose names have them; `core`,
// `fleet` and `tabs` those of one scene.

interface Outcome {
  code: number | null
  output: string
}

function runTests(name: string, tests: string): Promise<Outcome> {
  const config = new URL('vitest.config.ts', import.meta.url).pathname
  const child = spawn('vitest', ['run', '--config', config, '--bail', '1'], {
    env: { ...process.env, NO_COLOR: '1', CAEFETCH_PLANT: name, CAEFETCH_PLANT_TESTS: tests },
  })
  let output = ''
  child.stdout.on('data', (data) => (output += data))
  child.stderr.on('data', (data) => (output += data))
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })))
}

const chosen = process.argv.slice(2)
let missed = 0

const isChosen = ({ name, tests = 'core' }: PlantedBug): boolean =>
  chosen.every((word) => word === tests || name.includes(word))

const planted = bugs.filter(isChosen)
for (const tests of new Set(planted.map(({ tests = 'core' }) => tests))) {
  const { code, output } = await runTests('nothing', tests)
  if (code !== 0) throw new Error(`The tests fail without a bug as well.\n${output}`)
}

for (const { name, tests = 'core' } of planted) {
  const { code, output } = await runTests(name, tests)
  const failures = [...output.matchAll(/FAIL .* > (.+)/g)].map(([, test = '']) => test.trim())
  const isPlanted = !output.includes('has not once what is to be broken')
  const isNoticed = code !== 0 && isPlanted && failures.length > 0
  if (!isNoticed) missed++
  console.log(`${isNoticed ? '✓' : '✗'} ${name}`)
  if (!isPlanted)
    console.log('  its place in the source has changed: mend test/races/planted/bugs.ts')
  for (const failure of new Set(failures)) console.log(`    ${failure}`)
  if (!isNoticed && failures.length === 0 && code !== 0) console.log(output.slice(-2000))
}

console.log(missed === 0 ? 'Each was noticed.' : `${missed} were not noticed.`)
process.exitCode = missed === 0 ? 0 : 1
