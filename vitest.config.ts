import { playwright } from '@vitest/browser-playwright'
import { msw } from 'msw/vite'
import { defaultClientConditions, defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'
import { chromium } from './test/gates/chromium.ts'

// Workspaces resolve to their sources, so that tests never see a stale build.
const server = { conditions: ['@caefetch/source', ...defaultServerConditions] }
const client = { conditions: ['@caefetch/source', ...defaultClientConditions] }

/** The packages of the oldest React that there is a promise for, in place of the newest. */
const alias = ['react', 'react-dom'].map((name) => ({
  find: new RegExp(`^${name}(?=/|$)`),
  replacement: `${import.meta.dirname}/test/react-18/node_modules/${name}`,
}))

const inChromium = () => ({
  enabled: true,
  headless: true,
  screenshotFailures: false,
  provider: playwright({ launchOptions: chromium() }),
  instances: [{ browser: 'chromium' as const }],
})

export default defineConfig({
  test: {
    coverage: {
      provider: 'v8',
      include: ['packages/{core,node,browser,ky,react,resource}/src/**'],
      exclude: ['**/*.fixture.{ts,tsx}'],
      thresholds: { lines: 95, branches: 95 },
    },
    projects: [
      {
        resolve: server,
        ssr: { resolve: server },
        test: {
          name: 'node',
          include: ['packages/*/src/**/*.test.{ts,tsx}', 'test/**/*.test.ts'],
          // test/clients has an install and a configuration of its own.
          exclude: ['**/*.browser.test.{ts,tsx}', '**/node_modules/**', 'test/clients/**'],
        },
      },
      {
        // The core is promised to run anywhere: the same tests, in a real browser.
        resolve: client,
        plugins: [msw({ mode: 'worker-only' })],
        test: {
          name: 'browser',
          include: ['packages/core/src/**/*.test.ts', 'packages/*/src/**/*.browser.test.{ts,tsx}'],
          exclude: ['**/*.node.test.ts'],
          browser: inChromium(),
        },
      },
      {
        resolve: { ...server, alias },
        ssr: { resolve: server },
        test: {
          name: 'node-react-18',
          env: { REACT: '18' },
          include: ['packages/react/src/*.test.tsx'],
          exclude: ['**/*.browser.test.tsx'],
          // Transformed, so that it gets the same React.
          server: { deps: { inline: ['@azure/msal-react'] } },
        },
      },
      {
        resolve: { ...client, alias },
        test: {
          name: 'browser-react-18',
          env: { REACT: '18' },
          include: ['packages/react/src/*.browser.test.tsx'],
          exclude: ['**/*.react-19.*'],
          browser: inChromium(),
        },
      },
    ],
  },
})
