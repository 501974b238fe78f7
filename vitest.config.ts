import { playwright } from '@vitest/browser-playwright'
import { msw } from 'msw/vite'
import { defaultClientConditions, defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'
import { chromium } from './test/gates/chromium.ts'

// Workspaces resolve to their sources, so that tests never see a stale build.
const server = { conditions: ['@caefetch/source', ...defaultServerConditions] }
const client = { conditions: ['@caefetch/source', ...defaultClientConditions] }

export default defineConfig({
  test: {
    coverage: {
      provider: 'v8',
      include: ['packages/{core,node,browser,ky,resource}/src/**'],
      exclude: ['**/*.fixture.ts'],
      thresholds: { lines: 95, branches: 95 },
    },
    projects: [
      {
        resolve: server,
        ssr: { resolve: server },
        test: {
          name: 'node',
          include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts'],
          // test/clients has an install and a configuration of its own.
          exclude: ['**/*.browser.test.ts', '**/node_modules/**', 'test/clients/**'],
        },
      },
      {
        // The core is promised to run anywhere: the same tests, in a real browser.
        resolve: client,
        plugins: [msw({ mode: 'worker-only' })],
        test: {
          name: 'browser',
          include: ['packages/core/src/**/*.test.ts', 'packages/*/src/**/*.browser.test.ts'],
          exclude: ['**/*.node.test.ts'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: chromium() }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
})
