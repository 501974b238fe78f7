import { execFileSync } from 'node:child_process'
import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { blocksOf, pages, writeBlocks } from './blocks.ts'
import { examplesOf, sources } from './examples.ts'
import { readmeFaults } from './readmes.ts'
import { read, root } from './root.ts'

// What a user pastes compiles, and does what the page says. Every `ts` and `tsx` block of every page,
// and every `@example` of a docstring, is type-checked against the sources. A block that opens with ```ts file=…
// is that file, which tests run; one that opens with ```text output=… is what that file prints.
// `--write` copies both into the page.

const folder = join(root, 'node_modules/.cache/caefetch-docs')
const surroundings = join(import.meta.dirname, 'surroundings.d.ts')
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })

let count = 0
// test/clients has an install of its own, and type-checks its recipes itself.
const apart = 'test/clients/recipes/'
const shown = ['test/{interop/recipes,quickstarts}/**/*.{ts,tsx,html}', `${apart}*.{ts,html}`]
const unseen = new Set(globSync(shown, { cwd: root }))

/** Each is a program of its own. */
function compileLater(place: string, code: string, language: 'ts' | 'tsx'): void {
  const name = `${place.replaceAll('/', '-').replace(/\.\w+$/, '')}.${++count}.${language}`
  writeFileSync(join(folder, name), `${code}\nexport {}\n`)
}

function fail(message: string): void {
  console.error(message)
  process.exitCode = 1
}

for (const page of pages) {
  if (process.argv.includes('--write')) writeBlocks(page)
  for (const { language, code, source, wanted } of blocksOf(page)) {
    if (wanted !== undefined && code !== wanted()) {
      fail(`${page} differs from ${source}: npm run docs:check -- --write`)
    }
    unseen.delete(source ?? '')
    if (source?.startsWith(apart)) continue
    if (language === 'ts' || language === 'tsx') compileLater(page, code, language)
  }
}
if (count === 0) throw new Error('No page has a ts block: the pages have moved.')
for (const file of unseen) fail(`No page shows ${file}.`)
for (const fault of readmeFaults()) fail(fault)

const inPages = count
for (const source of sources) {
  for (const example of examplesOf(source, read(source))) compileLater(source, example, 'tsx')
}
if (count === inPages) throw new Error('No docstring has an example: the sources have moved.')

writeFileSync(
  join(folder, 'tsconfig.json'),
  JSON.stringify({
    extends: join(root, 'tsconfig.test.json'),
    compilerOptions: { noUnusedLocals: false },
    include: ['*.ts', '*.tsx', surroundings],
    exclude: [],
  }),
)

try {
  execFileSync('tsc', ['-p', folder], { stdio: 'inherit' })
  console.log(`${inPages} blocks of ${pages.length} pages and ${count - inPages} examples compile.`)
} catch {
  process.exitCode = 1
}
