import { defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

// Workspaces resolve to their sources, so that tests never see a stale build.
const server = { conditions: ['@caefetch/source', ...defaultServerConditions] }

export default defineConfig({
  root: import.meta.dirname,
  resolve: server,
  ssr: { resolve: server },
  test: { include: ['**/*.test.ts'] },
})
