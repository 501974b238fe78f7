import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Runtime } from './runtime.ts'

const run = promisify(execFile)
const modules = join(import.meta.dirname, '../node_modules')

/** What runs the files as they are: the command, its arguments before the file's name. */
function server(name: string, binary: string, ...args: string[]): Runtime {
  const command = join(modules, binary)
  return {
    name,
    streams: 'sent',
    async run(stage, platform) {
      const told = await run(command, ['--version'])
      const [version = ''] = told.stdout.match(/\d+\.\d+\.\d+/) ?? []
      const file = [...args, 'server.js', JSON.stringify(platform)]
      const { stdout } = await run(command, file, { cwd: stage, timeout: 120_000 })
      return { version, outcomes: JSON.parse(stdout.trim().split('\n').at(-1) ?? '') }
    },
  }
}

export const node22: Runtime = server('Node 22', 'node-22/bin/node')
export const node24: Runtime = server('Node 24', 'node-24/bin/node')
export const node26: Runtime = server('Node 26', 'node-26/bin/node')
export const bun: Runtime = server('Bun', '@oven/bun-linux-x64/bin/bun')
export const deno: Runtime = server(
  'Deno',
  '@deno/linux-x64-glibc/deno',
  'run',
  '--allow-all',
  '--no-lock',
  '--node-modules-dir=manual',
)
