import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')

/** What the next release would do wrong: tried in a copy of what it reads. */
export async function versionProblems(): Promise<string[]> {
  const copy = await mkdtemp(join(tmpdir(), 'caefetch-versions-'))
  const git = (...args: string[]) => run('git', args, { cwd: copy })
  try {
    const packages = await readdir(join(root, 'packages'))
    const examples = await readdir(join(root, 'examples'))
    const manifests = [
      ...packages.map((name) => join('packages', name, 'package.json')),
      ...examples.map((name) => join('examples', name, 'package.json')),
    ]
    for (const path of ['package.json', 'package-lock.json', '.changeset', ...manifests]) {
      await cp(join(root, path), join(copy, path), { recursive: true }).catch(() => {})
    }
    await git('init', '--quiet', '--initial-branch', 'main')
    await git('add', '.')
    const author = ['-c', 'user.name=caefetch', '-c', 'user.email=caefetch@example.com']
    await git(...author, 'commit', '--quiet', '--message', 'a release is to come')
    await run('changeset', ['version'], { cwd: copy })
    const problems: string[] = []
    const versions = new Set<string>()
    for (const name of packages) {
      const folder = join(copy, 'packages', name)
      const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
      versions.add(version)
      const changelog = await readFile(join(folder, 'CHANGELOG.md'), 'utf8').catch(() => '')
      if (!changelog.includes(`## ${version}`)) {
        problems.push(`${name}: no changeset says what ${version} brings`)
      }
    }
    if (versions.size !== 1) problems.push(`the versions differ: ${[...versions].join(', ')}`)
    for (const version of versions) {
      if (!version.startsWith('0.')) problems.push(`${version} is not to be the next version`)
    }
    return problems
  } finally {
    await rm(copy, { recursive: true })
  }
}
