import { defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'
import { bugs } from './bugs.ts'

// The race tests over packages in which one thing is broken: its source is changed as it is read, never on
// the disk.

const bug = bugs.find(({ name }) => name === process.env.CAEFETCH_PLANT)
const files: Record<string, string> = { core: '{races,pauses,storm}', fleet: 'fleet', tabs: 'tabs' }
const tests = files[process.env.CAEFETCH_PLANT_TESTS ?? ''] ?? '*'
const server = { conditions: ['@caefetch/source', ...defaultServerConditions] }

export default defineConfig({
  root: new URL('../../..', import.meta.url).pathname,
  resolve: server,
  ssr: { resolve: server },
  plugins: [
    {
      name: 'plant-a-bug',
      enforce: 'pre',
      transform(code, id) {
        if (!bug || !id.endsWith(bug.file)) return undefined
        if (code.split(bug.from).length !== 2) {
          throw new Error(`${bug.file} has not once what is to be broken: ${bug.from}`)
        }
        return code.replace(bug.from, () => bug.to)
      },
    },
  ],
  // What is cached was read without the bug.
  test: { include: [`test/races/${tests}.test.ts`], fsModuleCache: false },
})
