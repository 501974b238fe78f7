import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { llmsText } from './llms.ts'
import { writeReference } from './reference.ts'

// `npm run docs`: the reference from the docstrings, then the site. `npm run docs:dev` serves it instead.

const command = process.argv[2] ?? 'build'
const folder = import.meta.dirname

if (command !== 'preview') {
  rmSync(join(folder, 'reference'), { recursive: true, force: true })
  await writeReference(join(folder, 'reference'))
}
const vitepress = join(folder, 'node_modules/vitepress/bin/vitepress.js')
const { status } = spawnSync(process.execPath, [vitepress, command, folder], { stdio: 'inherit' })
process.exitCode = status ?? 1
if (command === 'build' && status === 0) writeFileSync(join(folder, 'dist/llms.txt'), llmsText())
