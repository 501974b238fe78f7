import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')

/** What a package.json may hold that matters here. */
export interface Manifest {
  name: string
  version: string
  private?: boolean
  exports: unknown
  dependencies?: Record<string, string>
  [member: string]: unknown
}

export const readManifest = async (name: string): Promise<Manifest> =>
  JSON.parse(await readFile(join(root, 'packages', name, 'package.json'), 'utf8'))

/** Packs a package as it is published, and resolves with the path of the tarball. */
export async function pack(name: string, destination: string): Promise<string> {
  const folder = join(root, 'packages', name)
  const stage = await mkdtemp(join(tmpdir(), `caefetch-${name}-`))
  try {
    for (const part of await readdir(folder)) {
      if (/^(dist|.*\.md|LICENSE)$/.test(part)) {
        await cp(join(folder, part), join(stage, part), { recursive: true })
      }
    }
    const manifest = published(await readManifest(name))
    await writeFile(join(stage, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
    await mkdir(destination, { recursive: true })
    const { stdout } = await run('npm', [
      'pack',
      stage,
      '--json',
      '--ignore-scripts',
      '--pack-destination',
      destination,
    ])
    const [{ filename }] = JSON.parse(stdout)
    return join(destination, filename)
  } finally {
    await rm(stage, { recursive: true })
  }
}

/** What only the workspace needs is left out: the way to the sources, scripts, what tests are run with. */
function published({ scripts, devDependencies, ...manifest }: Manifest): Manifest {
  return { ...manifest, exports: withoutSources(manifest.exports) }
}

function withoutSources(exports: unknown): unknown {
  if (typeof exports !== 'object' || exports === null) return exports
  const entries = Object.entries(exports).filter(([condition]) => condition !== '@caefetch/source')
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutSources(value)]))
}
