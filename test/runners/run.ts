import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { pack } from '../packed/pack.ts'

// Runs the tests of small projects, each by another test runner, with the packages as they are published
// beside what the project has installed: `npm run test:runners`, or a part of them, `-- jest vitest-3`.

const run = promisify(execFile)
const folders = (await readdir(import.meta.dirname, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !folders.includes(name))
if (unknown.length > 0) throw new Error(`No runner ${unknown.join()}: there are ${folders.join()}.`)

const packed = await mkdtemp(join(tmpdir(), 'caefetch-runners-'))
/** What `@caefetch/testing` takes along; what these depend on besides is in the workspace. */
const packages = ['core', 'testing', 'emulator']

async function install(project: string): Promise<void> {
  await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'], {
    cwd: project,
  })
  for (const [index, name] of packages.entries()) {
    const folder = join(project, 'node_modules/@caefetch', name)
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true })
    await run('tar', ['-xzf', tarballs[index] ?? '', '--strip-components=1', '-C', folder])
  }
}

const tarballs: string[] = []
try {
  for (const name of packages) tarballs.push(await pack(name, packed))
  for (const name of wanted.length > 0 ? wanted : folders) {
    const project = join(import.meta.dirname, name)
    const startedAt = Date.now()
    const seconds = () => ((Date.now() - startedAt) / 1000).toFixed(1)
    try {
      await install(project)
      await run('npm', ['test'], { cwd: project, timeout: 120_000 })
      console.log(`✓ ${name} (${seconds()} s)`)
    } catch (error) {
      process.exitCode = 1
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
      console.error(`✗ ${name} (${seconds()} s)\n${String(error)}\n${stdout}\n${stderr}`)
    }
  }
} finally {
  await rm(packed, { recursive: true })
}
