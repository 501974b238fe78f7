import { globSync } from 'node:fs'
import { read, root } from './root.ts'

export const sources: string[] = globSync('packages/*/src/**/*.ts', {
  cwd: root,
  exclude: ['**/*.{test,fixture}.ts'],
})

/** The `@example`s of a file's docstrings as programs: what the packages export is imported. */
export function examplesOf(path: string, text: string): string[] {
  const own = /^packages\/([^/]+)/.exec(path)?.[1] ?? ''
  return [...text.matchAll(/\/\*\*(.*?)\*\//gs)]
    .flatMap(([, docstring = '']) => docstring.split(/^\s*\* @/m).slice(1))
    .filter((tag) => tag.startsWith('example'))
    .map((tag) => tag.replace(/^example[ \n]/, '').replace(/^\s*\* ?/gm, ''))
    .map((code) => code.replace(/^```(ts)?$/gm, ''))
    .map((code) => `${importsOf(code, packagesFor(code, own))}\n${code}`)
}

/** Where names may come from, the nearest first: who has `msal` means the browser's `createCaeFetch`. */
const packagesFor = (code: string, own: string): string[] => [
  own,
  ...peersOf(own),
  ...(/\bmsal\b/.test(code) ? ['browser'] : []),
  ...(/\bapp\b/.test(code) ? ['node'] : []),
  ...['core', 'browser', 'node', 'resource', 'emulator'],
]

/** What a package stands on, within this repository. */
function peersOf(name: string): string[] {
  const { peerDependencies = {} } = JSON.parse(read(`packages/${name}/package.json`))
  return Object.keys(peerDependencies).flatMap((peer) => peer.split('@caefetch/')[1] ?? [])
}

/** A name is imported from the first package that has it. */
function importsOf(code: string, packages: readonly string[]): string {
  const left = new Set(code.match(/\b[A-Za-z]\w+\b/g))
  return packages
    .flatMap((name) => [...exportsOf(name)].map(([entry, names]) => [entry, names] as const))
    .map(([entry, names]) => {
      const used = names.filter((name) => left.delete(name.replace('type ', '')))
      return used.length > 0 ? `import { ${used.join(', ')} } from '${entry}'\n` : ''
    })
    .join('')
}

/** The exported names of each entry of a package. */
function exportsOf(name: string): Map<string, string[]> {
  const manifest = JSON.parse(read(`packages/${name}/package.json`))
  const names = new Map<string, string[]>()
  for (const [subpath, target] of Object.entries<Record<string, string>>(manifest.exports)) {
    const source = target['@caefetch/source']
    if (!source?.endsWith('.ts')) continue
    names.set(`${manifest.name}${subpath.slice(1)}`, namesIn(read(`packages/${name}/${source}`)))
  }
  return names
}

/** With `type ` in front where it is one. */
function namesIn(text: string): string[] {
  const lists = Array.from(
    text.matchAll(/export (type )?\{([^}]*)\}/g),
    ([, type = '', list = '']) =>
      list.split(',').flatMap((item) => (item.trim() ? `${type}${item.trim()}` : [])),
  )
  const declared = Array.from(
    text.matchAll(/export (?:async )?(function|const|class|interface|type) (\w+)/g),
    ([, kind = '', name = '']) => (/^(interface|type)$/.test(kind) ? `type ${name}` : name),
  )
  return [...lists.flat(), ...declared].map((name) => name.replace(/^type type /, 'type '))
}
