import { fileURLToPath } from 'node:url'
import { Stryker } from '@stryker-mutator/core'
import { parts } from './parts.ts'

// `npm run test:mutation`: changes the code in one small way after the other, and counts which changes the
// tests notice. Words after it choose the parts; what has not changed since the last run is not run again.

process.chdir(fileURLToPath(new URL('../../', import.meta.url)))
const chosen = process.argv.slice(2)
const unknown = chosen.filter((name) => !parts.some((part) => part.name === name))
if (unknown.length > 0) {
  throw new Error(`There is no part ${unknown}: ${parts.map(({ name }) => name).join(', ')}.`)
}

for (const { name, code, tests } of parts) {
  if (chosen.length > 0 && !chosen.includes(name)) continue
  process.env.CAEFETCH_TESTS = tests.join(' ')
  const reports = `test/mutation/reports/${name}`
  const results = await new Stryker({
    mutate: [...code, '!**/*.test.ts', '!**/*.fixture.ts'],
    plugins: [import.meta.resolve('@stryker-mutator/vitest-runner')],
    testRunner: 'vitest',
    vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
    // Nothing is compiled, and the TypeScript of the house has no API to read it with.
    tsconfigFile: 'none.json',
    concurrency: 1,
    coverageAnalysis: 'perTest',
    incremental: true,
    incrementalFile: `${reports}.incremental.json`,
    jsonReporter: { fileName: `${reports}.json` },
    reporters: ['clear-text', 'json'],
    clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
    ignorePatterns: ['docs', 'coverage', '**/dist', '.turbo', 'test/mutation/reports'],
    allowEmpty: false,
    thresholds: { high: 95, low: 90, break: null },
  }).runMutationTest()
  console.log(name, results.length)
}
