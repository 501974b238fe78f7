import { execFileSync } from 'node:child_process'
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

// Type-checks every `ts` block of every README against the sources: what a user pastes compiles.

const root = join(import.meta.dirname, '../..')
const folder = join(root, 'node_modules/.cache/caefetch-docs')
const pages = globSync(['*.md', 'packages/*/README.md', 'examples/*/README.md'], { cwd: root })

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })

let count = 0
for (const page of pages) {
  const blocks = readFileSync(join(root, page), 'utf8').matchAll(/^```ts\n(.*?)^```$/gms)
  for (const [, code = ''] of blocks) {
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
if (count === 0) throw new Error('No page has a ts block: the pages have moved.')

try {
  execFileSync('tsc', ['-p', folder], { stdio: 'inherit' })
  console.log(`${count} blocks in ${pages.length} pages compile.`)
} catch {
  process.exitCode = 1
}
