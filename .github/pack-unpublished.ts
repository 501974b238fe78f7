import { execFileSync } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Manifest, pack, readManifest } from '../test/packed/pack.ts'

// Packs each package whose version the registry does not have yet into a folder, and prints how many
// there are. The folder's names sort as the packages depend on each other.

const folder = process.argv[2] ?? 'tarballs'

const manifests = await Promise.all((await readdir('packages')).map(readManifest))

/** The packages in an order in which each comes after those it depends on. */
function inOrder(pending: Manifest[], placed: Manifest[] = []): Manifest[] {
  if (pending.length === 0) return placed
  const names = new Set(pending.map(({ name }) => name))
  const ready = pending.filter(({ dependencies = {} }) =>
    Object.keys(dependencies).every((name) => !names.has(name)),
  )
  if (ready.length === 0) throw new Error('The packages depend on each other in a circle.')
  return inOrder(
    pending.filter((manifest) => !ready.includes(manifest)),
    [...placed, ...ready],
  )
}

function isPublished({ name, version }: Manifest): boolean {
  try {
    const published = execFileSync('npm', ['view', `${name}@${version}`, 'version'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return published.trim() === version
  } catch {
    // npm answers 404 for a package that has never been published.
    return false
  }
}

const unpublished = inOrder(manifests).filter((each) => !each.private && !isPublished(each))
for (const [index, { name }] of unpublished.entries()) {
  await pack(name.replace('@caefetch/', ''), join(folder, String(index).padStart(2, '0')))
}
console.log(`tarballs=${unpublished.length}`)
