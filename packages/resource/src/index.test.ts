import { globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import * as resource from './index.ts'

it('exports what is documented, and nothing by accident', () => {
  expect(Object.keys(resource).sort((a, b) => (a < b ? -1 : 1))).toEqual([
    'ConfigurationError',
    'callerOf',
    'createEventReceiver',
    'createGuard',
    'createRevocations',
    'entraSubjects',
    'expressGuard',
    'expressHandler',
    'fastifyGuard',
    'honoGuard',
    'pollEvents',
    'relayChallenge',
    'requireAuthContext',
    'requireCaller',
    'requireRole',
    'requireScope',
    'sendResponse',
    'sessionEndingEvents',
  ])
})

it('needs no framework, not even its types', () => {
  const files = globSync('**/*.ts', { cwd: import.meta.dirname })
  const sources = files.filter((file) => !/\.(test|fixture)\.ts$/.test(file))
  expect(sources.length).toBeGreaterThan(20)
  for (const file of sources) {
    const text = readFileSync(`${import.meta.dirname}/${file}`, 'utf8')
    expect(text, file).not.toMatch(/from '(express|fastify|hono|@hono|@caefetch\/(?!core['/]))/)
  }
})
