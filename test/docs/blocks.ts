import { execFileSync } from 'node:child_process'
import { globSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { read, root } from './root.ts'

/** A block of code in a page. */
export interface Block {
  readonly language: string
  readonly code: string
  /** The file that it shows, or whose output. */
  readonly source?: string
  /** What it must be, if it has a source. */
  readonly wanted?: () => string
}

export const pages: string[] = globSync(
  ['*.md', '{docs,site}/**/*.md', '{packages,examples}/*/README.md'],
  { cwd: root, exclude: ['site/{node_modules,reference,dist}/**'] },
)

const pattern = /^```(\w+)(?: (file|output)=(\S+))?\n(.*?)^```$/gms

export const blocksOf = (page: string): Block[] =>
  Array.from(read(page).matchAll(pattern), ([, language = '', kind, source, code = '']) => ({
    language,
    code,
    ...(source && { source, wanted: () => (kind === 'output' ? outputOf(source) : read(source)) }),
  }))

/** Copies files and outputs into a page. */
export function writeBlocks(page: string): void {
  const text = read(page).replaceAll(pattern, (asItIs, language, kind, source) => {
    if (!source) return asItIs
    const code = kind === 'output' ? outputOf(source) : read(source)
    return `\`\`\`${language} ${kind}=${source}\n${code}\`\`\``
  })
  if (text !== read(page)) writeFileSync(join(root, page), text)
}

const outputs = new Map<string, string>()

/** What a program prints. */
function outputOf(source: string): string {
  const known = outputs.get(source)
  if (known !== undefined) return known
  const args = ['--conditions', '@caefetch/source', join(root, source)]
  const output = execFileSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000 })
  outputs.set(source, output)
  return output
}
