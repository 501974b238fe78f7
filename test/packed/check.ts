import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { compileConsumers, typescripts } from './consumers.ts'
import { pack } from './pack.ts'
import { fileProblems, shapeProblems } from './shape.ts'
import { versionProblems } from './versions.ts'

// Packs the packages as they would be published, checks their shape, installs them in an empty project,
// type-checks its consumers with all compilers that are supported, and runs one: what only the workspace
// makes work does not pass.

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')
const project = await mkdtemp(join(tmpdir(), 'caefetch-packed-'))
const peers = [
  '@azure/msal-browser',
  '@azure/msal-node',
  'ky',
  'msw',
  'react',
  'redis',
  '@types/node',
  '@types/react',
]

function tell(subject: string, problems: readonly string[]): void {
  for (const problem of problems) console.error(`${subject}: ${problem}`)
  if (problems.length > 0) process.exitCode = 1
}

try {
  tell('versions', await versionProblems())
  const packages = await readdir(join(root, 'packages'))
  const tarballs = await Promise.all(packages.map((name) => pack(name, project)))
  for (const [index, name] of packages.entries()) {
    const tarball = tarballs[index] ?? ''
    tell(name, [...(await fileProblems(tarball)), ...(await shapeProblems(tarball))])
  }
  await cp(join(import.meta.dirname, 'consumer'), project, { recursive: true })
  await writeFile(join(project, 'package.json'), JSON.stringify({ type: 'module', private: true }))
  const { devDependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const wanted = [
    ...peers.map((name) => `${name}@${devDependencies[name]}`),
    ...Object.entries(typescripts).map(([name, version]) => `${name}@${version}`),
  ]
  await run(
    'npm',
    ['install', '--no-audit', '--no-fund', '--prefer-offline', ...tarballs, ...wanted],
    {
      cwd: project,
    },
  )
  tell('types', await compileConsumers(project))
  await run(process.execPath, ['built/strict/consumer.js'], { cwd: project })
} catch (error) {
  const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
  console.error(String(error), stdout, stderr)
  process.exitCode = 1
} finally {
  await rm(project, { recursive: true })
}
