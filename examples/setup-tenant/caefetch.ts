import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { Emulator } from '@caefetch/emulator'

const packageJson = fileURLToPath(import.meta.resolve('@caefetch/cli/package.json'))

/**
 * The command `caefetch` at the emulator's tenant, run by the app `admin`, which signs in by itself.
 * Against a real tenant a person runs it, and signs in by device code.
 */
export function commandAt({ url, tenantId, msalConfig }: Emulator, folder: string) {
  const { clientId, clientSecret } = msalConfig('admin').auth
  const tenant = ['--emulator', url, '--tenant', tenantId, '--client-id', clientId]
  const env = { ...process.env, CAEFETCH_CLIENT_SECRET: clientSecret }

  return async (...args: string[]): Promise<{ code: number; output: string }> => {
    console.log(`\n$ caefetch ${args.join(' ')}`)
    const main = join(packageJson, '../src/main.ts')
    const node = ['--conditions', '@caefetch/source', main]
    const stdio = ['ignore', 'pipe', 'inherit'] as const
    const child = spawn(process.execPath, [...node, ...args, ...tenant], {
      cwd: folder,
      env,
      stdio: [...stdio],
    })
    const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close')])
    console.log(output.trimEnd().replace(/^(?=.)/gm, '  '))
    return { code, output }
  }
}
