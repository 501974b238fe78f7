import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { troubleshooting } from './links.ts'

const root = join(import.meta.dirname, '../../..')

/** What can be linked to in a page: its headings, and the names in it. */
async function anchorsOf(page: string): Promise<Set<string>> {
  const text = await readFile(join(root, page), 'utf8')
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )
  return new Set([...headings, ...[...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id)])
}

/** Every code that the command's sources link to. */
async function linkedCodes(): Promise<Map<string, string>> {
  const codes = new Map<string, string>()
  for await (const file of glob('**/*.ts', { cwd: import.meta.dirname })) {
    if (file.endsWith('.test.ts')) continue
    const text = await readFile(join(import.meta.dirname, file), 'utf8')
    for (const [call, args = ''] of text.matchAll(/troubleshooting\(([^)]*)\)/g)) {
      const named = [...args.replaceAll(/=== '\w+'/g, '').matchAll(/'(\w+)'/g)]
      if (named.length === 0) throw new Error(`${file}: ${call} names no code that a test can see.`)
      for (const [, code = ''] of named) codes.set(code, file)
    }
  }
  return codes
}

describe('a link to the troubleshooting page', () => {
  it('leads to a part that is there', async () => {
    const [, path = ''] = /\/blob\/main\/(.+)#a_code$/.exec(troubleshooting('a_code')) ?? []
    const anchors = await anchorsOf(path)
    const codes = await linkedCodes()
    expect(codes.size).toBeGreaterThan(2)
    for (const [code, file] of codes)
      expect([file, code, anchors.has(code)]).toEqual([file, code, true])
  })
})
