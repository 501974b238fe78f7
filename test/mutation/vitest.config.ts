import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

// The tests over changed sources: Stryker copies the repository, but not `node_modules`, where workspaces are
// links to the sources that it did not change. So their names are resolved here.

const root = new URL('../../', import.meta.url)
const server = { conditions: ['@caefetch/source', ...defaultServerConditions] }

interface Manifest {
  name: string
  exports: Record<string, string | { '@caefetch/source'?: string }>
}

const sources = readdirSync(new URL('packages/', root)).flatMap((folder) => {
  const place = new URL(`packages/${folder}/`, root)
  const manifest: Manifest = JSON.parse(readFileSync(new URL('package.json', place), 'utf8'))
  return Object.entries(manifest.exports).flatMap(([path, target]) => {
    const source = typeof target === 'string' ? undefined : target['@caefetch/source']
    if (!source) return []
    const find = new RegExp(`^${manifest.name}${path.slice(1)}$`)
    return [{ find, replacement: fileURLToPath(new URL(source, place)) }]
  })
})

export default defineConfig({
  root: fileURLToPath(root),
  resolve: { ...server, alias: sources },
  ssr: { resolve: server },
  test: {
    include: (process.env.CAEFETCH_TESTS ?? 'packages/core/src/**/*.test.ts').split(' '),
    // Texts of a mebibyte take a minute in code that counts itself.
    exclude: ['**/*.{browser,hostile}.test.ts', '**/node_modules/**'],
    testTimeout: 30_000,
    fsModuleCache: false,
  },
})
