import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Result, readResults } from './results.ts'

// The table "Where it runs" of each package's README, made from the recorded run.

const packages = join(import.meta.dirname, '../../packages')
const markers = ['<!-- where it runs -->', '<!-- /where it runs -->'] as const
const browsers = new Set(['Chromium', 'Firefox', 'Safari (WebKitGTK)'])

/** The checks of the suite that speak for a package: browser is for pages what core is there. */
const spokenFor: Record<string, (result: Result) => number | undefined> = {
  core: ({ passed }) => passed.core,
  browser: ({ name, passed }) => (browsers.has(name) ? passed.core : undefined),
  ky: ({ passed }) => passed.ky,
  node: ({ passed }) => passed.node,
  resource: ({ passed }) => passed.resource,
  emulator: ({ passed }) => passed.emulator,
  web: ({ passed }) => passed.web,
}

const clients = new Set(['core', 'browser', 'ky'])

const notes: Record<Result['streams'], string> = {
  sent: '',
  refused:
    'streams as bodies are refused with a `ConfigurationError`: the browser cannot send them',
  platform: 'the browser refuses streams as bodies in its own words',
}

const noteOf = ({ name, streams }: Result): string =>
  name === 'Chromium' ? 'the browser sends streams as bodies over HTTP/2 alone' : notes[streams]

function tableOf(name: string): string {
  const count = spokenFor[name] ?? (() => undefined)
  const rows = readResults().flatMap((result) => {
    const passed = count(result)
    if (passed === undefined) return []
    const note = clients.has(name) ? noteOf(result) : ''
    return [
      `| ${result.name.replace(/^Node .*/, 'Node')} | ${result.version} | ${passed} | ${note} |`,
    ]
  })
  return ['| where | version | checks | |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

const text = (name: string): string =>
  [
    markers[0],
    '## Where it runs',
    '',
    tableOf(name),
    '',
    'Made by `npm run test:runtimes`, which runs the packed package there; all checks passed.',
    markers[1],
  ].join('\n')

/** Writes the tables, or says which are not those of the recorded run. */
export function updateTables(write: boolean): string[] {
  const problems: string[] = []
  for (const name of Object.keys(spokenFor)) {
    const path = join(packages, name, 'README.md')
    const page = readFileSync(path, 'utf8')
    const [before = '', rest = ''] = page.split(markers[0])
    const [, after = ''] = rest.split(markers[1])
    const wanted = `${before.trimEnd()}\n\n${text(name)}\n${after.replace(/^\n/, '')}`
    if (wanted === page) continue
    if (write) writeFileSync(path, wanted)
    else problems.push(`packages/${name}/README.md: npm run test:runtimes -- --write`)
  }
  return problems
}
