import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import * as telemetry from './index.ts'

it('exports what is documented, and nothing by accident', () => {
  expect(new Set(Object.keys(telemetry))).toEqual(
    new Set(['createCaeListener', 'createGuardListener', 'keepContext']),
  )
})

it('names nothing that the page does not', () => {
  const page = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const files = ['cae-listener', 'client-instruments', 'guard-listener', 'open-calls', 'attributes']
  const code = files
    .map((file) => readFileSync(new URL(`${file}.ts`, import.meta.url), 'utf8'))
    .join('\n')
  const names = new Set(code.match(/(?<=')(caefetch|http|server|error)\.[a-z_.]+(?=')/g))
  expect(names.size).toBeGreaterThan(20)
  for (const name of names) expect(page).toContain(`\`${name}\``)
})
