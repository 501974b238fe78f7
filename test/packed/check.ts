import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

// Installs the packages as they would be published in an empty project, type-checks a consumer with
// the oldest and the newest TypeScript that is supported, and runs it: what only the workspace makes
// work does not pass.

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')
const modules = join(root, 'node_modules')
const project = await mkdtemp(join(tmpdir(), 'caefetch-packed-'))

try {
  const packages = await readdir(join(root, 'packages'))
  const tarballs = await Promise.all(packages.map(pack))
  await cp(join(import.meta.dirname, 'consumer'), project, { recursive: true })
  await writeFile(join(project, 'package.json'), JSON.stringify({ type: 'module', private: true }))
  const { devDependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const peers = ['@azure/msal-browser', '@azure/msal-node', 'ky', 'msw', '@types/node'].map(
    (name) => `${name}@${devDependencies[name]}`,
  )
  await npm('install', '--no-audit', '--no-fund', '--prefer-offline', ...tarballs, ...peers)
  for (const typescript of ['typescript', 'typescript-5.9']) {
    await run(process.execPath, [join(modules, typescript, 'bin/tsc'), '-p', '.'], { cwd: project })
  }
  await run(process.execPath, ['consumer.ts'], { cwd: project })
} catch (error) {
  const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
  console.error(String(error), stdout, stderr)
  process.exitCode = 1
} finally {
  await rm(project, { recursive: true })
}

async function pack(name: string): Promise<string> {
  const folder = join(root, 'packages', name)
  const { stdout } = await npm('pack', folder, '--json', '--pack-destination', project)
  const [{ filename }] = JSON.parse(stdout)
  return join(project, filename)
}

function npm(...args: string[]) {
  return run('npm', args, { cwd: project })
}
