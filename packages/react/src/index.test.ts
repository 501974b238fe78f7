import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import * as react from './index.ts'

it('exports what is documented, and nothing by accident', () => {
  expect(Object.keys(react).sort((a, b) => (a < b ? -1 : 1))).toEqual([
    'CaeProvider',
    'createChallenge',
    'useCaeFetch',
    'useChallenge',
    'usePendingAfterRedirect',
  ])
})

it('can be imported, and its store made, where there is no window', () => {
  expect(globalThis.window).toBeUndefined()
  expect(react.createChallenge().getSnapshot()).toBeUndefined()
})

it('says before all else that it is for clients, which server components go by', () => {
  const entry = readFileSync(new URL('index.ts', import.meta.url), 'utf8')
  expect(entry).toMatch(/^'use client'\n/)
})

// Compiled, not run: the types that an application is written with.
export type Types = [
  react.CaeProviderProps,
  react.Challenge,
  react.ChallengeOptions,
  react.WaitingChallenge,
]
