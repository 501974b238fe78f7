import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

/** The packages that an entry loads, itself or through its modules; a few more than that where types span lines. */
function packagesOf(entry: URL, seen: Set<string> = new Set()): Set<string> {
  const packages = new Set<string>()
  if (seen.has(entry.href)) return packages
  seen.add(entry.href)
  const code = readFileSync(entry, 'utf8')
  const imports = /^(?:(?:import|export|\}) ?(type )?.*from|import) '(.+)'$/gm
  for (const [, kind, name = ''] of code.matchAll(imports)) {
    if (kind) continue
    if (!name.startsWith('.')) packages.add(name)
    else for (const each of packagesOf(new URL(name, entry), seen)) packages.add(each)
  }
  return packages
}

it.each([
  ['index.ts', ['@caefetch/core', 'msw']],
  ['vitest.ts', ['@caefetch/core', 'vitest']],
  ['matchers/index.ts', ['@caefetch/core']],
  ['playwright/index.ts', ['@caefetch/core']],
  ['entra.ts', ['@caefetch/core', '@caefetch/emulator', 'msw']],
])('%s loads nothing but %s', (entry, expected) => {
  expect([...packagesOf(new URL(entry, import.meta.url))].sort()).toEqual(expected)
})
