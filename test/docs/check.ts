import { execFileSync } from 'node:child_process'
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

// Type-checks every `ts` block of every page against the sources: what a user pastes compiles. A block
// that opens with ```ts file=… is that file, which tests run; `--write` copies it into the page.

const root = join(import.meta.dirname, '../..')
const folder = join(root, 'node_modules/.cache/caefetch-docs')
const pages = globSync(['*.md', 'docs/*.md', 'packages/*/README.md', 'examples/*/README.md'], {
  cwd: root,
})
const block = /^```ts(?: file=(\S+))?\n(.*?)^```$/gms
const read = (path: string) => readFileSync(join(root, path), 'utf8')

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })

let count = 0
const unseen = new Set(globSync('test/interop/recipes/*.ts', { cwd: root }))

function fail(message: string): void {
  console.error(message)
  process.exitCode = 1
}

for (const page of pages) {
  if (process.argv.includes('--write')) {
    const text = read(page).replaceAll(block, (asItIs, file) =>
      file ? `\`\`\`ts file=${file}\n${read(file)}\`\`\`` : asItIs,
    )
    if (text !== read(page)) writeFileSync(join(root, page), text)
  }
  for (const [, file, code = ''] of read(page).matchAll(block)) {
    if (file && code !== read(file)) {
      fail(`${page} differs from ${file}: npm run docs:check -- --write`)
    }
    unseen.delete(file ?? '')
    const name = `${page.replaceAll('/', '-')}.${++count}.ts`
    // Each block is a program of its own.
    writeFileSync(join(folder, name), `${code}\nexport {}\n`)
  }
}
writeFileSync(
  join(folder, 'tsconfig.json'),
  JSON.stringify({
    extends: join(root, 'tsconfig.test.json'),
    compilerOptions: { noUnusedLocals: false },
    include: ['*.ts'],
    exclude: [],
  }),
)
for (const file of unseen) fail(`No page shows ${file}.`)
if (count === 0) throw new Error('No page has a ts block: the pages have moved.')

try {
  execFileSync('tsc', ['-p', folder], { stdio: 'inherit' })
  console.log(`${count} blocks in ${pages.length} pages compile.`)
} catch {
  process.exitCode = 1
}
