import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const examples = join(import.meta.dirname, '../../examples')

test.each(['step-up-api', 'on-behalf-of', 'ky-daemon', 'setup-tenant'])(
  'the story of %s holds',
  async (name) => {
    const cwd = join(examples, name)
    const args = ['--conditions', '@caefetch/source', 'main.ts']
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd })
    expect(stdout).toContain('The story holds.')
  },
  60_000,
)
