import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { pack } from '../packed/pack.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')

/**
 * Lays out the suite as JavaScript beside the packages as they are published; their dependencies are
 * those of the repository. Resolves with the folder.
 */
export async function createStage(): Promise<string> {
  const stage = join(root, 'node_modules/.cache/caefetch-runtimes')
  await rm(stage, { recursive: true, force: true })
  await mkdir(stage, { recursive: true })
  await writeFile(join(stage, 'package.json'), JSON.stringify({ type: 'module', private: true }))
  const packages = await readdir(join(root, 'packages'))
  await Promise.all(packages.map((name) => install(stage, name)))
  const suite = join(import.meta.dirname, 'suite')
  for (const name of await readdir(suite)) {
    const text = await readFile(join(suite, name), 'utf8')
    const script = stripTypeScriptTypes(text).replaceAll(/(from '\.\/.*)\.ts'/g, "$1.js'")
    await writeFile(join(stage, name.replace('.ts', '.js')), script)
  }
  return stage
}

async function install(stage: string, name: string): Promise<void> {
  const tarball = await pack(name, stage)
  const folder = join(stage, 'node_modules/@caefetch', name)
  await mkdir(folder, { recursive: true })
  await run('tar', ['-xzf', tarball, '-C', folder, '--strip-components', '1'])
  const own = join(root, 'packages', name, 'node_modules')
  await symlink(own, join(folder, 'node_modules'), 'dir')
  await rm(tarball)
}
