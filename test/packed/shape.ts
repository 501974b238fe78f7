import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import type { Manifest } from './pack.ts'

const run = promisify(execFile)

/** What is wrong with the shape of a tarball. */
export async function shapeProblems(tarball: string): Promise<string[]> {
  const { buffer } = new Uint8Array(await readFile(tarball))
  const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true })
  const problems = messages.map((message) => formatMessage(message, pkg) ?? message.code)
  await run('attw', [tarball, '--profile', 'esm-only'], {}).catch(({ stdout }) =>
    problems.push(stdout),
  )
  return [...problems, ...manifestProblems(pkg as Manifest)]
}

function manifestProblems(manifest: Manifest): string[] {
  const { name, keywords, homepage, bugs, license, engines, repository, publishConfig } = manifest
  const folder = `packages/${name.replace('@caefetch/', '')}`
  const rules: [isKept: boolean, rule: string][] = [
    [!JSON.stringify(manifest).includes('@caefetch/source'), 'has no condition of the workspace'],
    [!('scripts' in manifest) && !('devDependencies' in manifest), 'has nothing for development'],
    [Array.isArray(keywords) && keywords.includes('entra'), 'has keywords, `entra` among them'],
    [String(homepage).includes(folder), 'has a homepage of its own'],
    [String(bugs).endsWith('/issues'), 'says where bugs are reported'],
    [license === 'MIT', 'has its license'],
    [Object(engines).node === '>=22.12', 'names the oldest Node, that of the root'],
    [Object(repository).directory === folder, 'says where it is in the repository'],
    [Object(publishConfig).provenance === true, 'is published with provenance'],
    [Object(publishConfig).access === 'public', 'is published for all'],
  ]
  return rules.flatMap(([isKept, rule]) => (isKept ? [] : [`not kept: ${rule}`]))
}

const wanted = /^package\/(package\.json|LICENSE|README\.md|CHANGELOG\.md|dist\/.+\.(js|d\.ts))$/

/** What is wrong with the files of a tarball: all is there that is needed, and nothing that nobody can use. */
export async function fileProblems(tarball: string): Promise<string[]> {
  const { stdout } = await run('tar', ['-tzf', tarball])
  const files = stdout.trim().split('\n')
  const isStray = (file: string) => !wanted.test(file) || /\.(test|fixture)\./.test(file)
  const strays = files.filter(isStray).map((file) => `is not for users: ${file}`)
  const missing = ['LICENSE', 'README.md'].filter((file) => !files.includes(join('package', file)))
  return [...strays, ...missing.map((file) => `is missing: ${file}`)]
}
