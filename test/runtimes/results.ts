import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Outcome, Platform } from './suite/check.ts'

/** What came of the suite in one runtime. */
export interface Result {
  name: string
  version: string
  streams: Platform['streams']
  /** How many checks passed, by package. */
  passed: Record<string, number>
}

const path = join(import.meta.dirname, 'results.json')

export const readResults = (): Result[] => JSON.parse(readFileSync(path, 'utf8'))

export const writeResults = (results: readonly Result[]): void =>
  writeFileSync(path, `${JSON.stringify(results, null, 2)}\n`)

export function countPassed(outcomes: readonly Outcome[]): Record<string, number> {
  const passed: Record<string, number> = {}
  for (const { group, problem } of outcomes) {
    passed[group] = (passed[group] ?? 0) + (problem === undefined ? 1 : 0)
  }
  return passed
}
