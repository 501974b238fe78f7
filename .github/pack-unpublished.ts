import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'

// Packs each package whose version the registry does not have yet into a folder, and prints how many
// there are. The folder's names sort as the packages depend on each other.

interface Manifest {
  name: string
  version: string
  private?: boolean
  dependencies?: Record<string, string>
}

const folder = process.argv[2] ?? 'tarballs'
mkdirSync(folder, { recursive: true })

const manifests = readdirSync('packages').map((name): Manifest => {
  const text = readFileSync(`packages/${name}/package.json`, 'utf8')
  return JSON.parse(text)
})

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
    const found = execFileSync('npm', ['view', `${name}@${version}`, 'version'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return found.trim() === version
  } catch {
    // npm answers 404 for a package that has never been published.
    return false
  }
}

const unpublished = inOrder(manifests).filter((each) => !each.private && !isPublished(each))
for (const [index, { name }] of unpublished.entries()) {
  const destination = `${folder}/${String(index).padStart(2, '0')}`
  mkdirSync(destination, { recursive: true })
  execFileSync('npm', ['pack', '--workspace', name, '--pack-destination', destination], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}
console.log(`tarballs=${unpublished.length}`)
