import { blocksOf, pages } from './blocks.ts'
import { read } from './root.ts'

/** The READMEs of the packages, which npm shows. */
const readmes = pages.filter((page) => page.startsWith('packages/'))

/**
 * What is wrong with the READMEs: each begins with its name, what it is, how it is installed and code to
 * paste, whose packages that line installs; ends with where more stands; and links by whole addresses.
 */
export const readmeFaults = (): string[] =>
  readmes.flatMap((page) => Array.from(faultsOf(page, read(page)), (fault) => `${page}: ${fault}`))

function* faultsOf(page: string, text: string): Iterable<string> {
  const name = `@caefetch/${page.split('/')[1]}`
  const [, install = ''] = /^# \S+\n\n[^#`\n].*\n\n```sh\n(npm install .*)\n/.exec(text) ?? []
  if (!text.startsWith(`# ${name}\n`) || !install.includes(name)) {
    yield 'must begin with its name, a paragraph and the line that installs it'
  }
  for (const missing of missingIn(install, blocksOf(page).find(isCode)?.code ?? '')) {
    yield `the first code imports ${missing}, which the first line does not install`
  }
  if (!text.includes('\n## More\n')) yield 'has no chapter "More" at its end'
  for (const [, href = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (!/^(https:\/\/|#)/.test(href)) yield `links ${href}: npm needs the whole address`
  }
}

const isCode = ({ language }: { language: string }): boolean => /^tsx?$/.test(language)

const missingIn = (install: string, code: string): string[] =>
  Array.from(code.matchAll(/from '((?:@[\w-]+\/)?[\w-]+)/g), ([, name = '']) => name)
    .filter((name) => !/^(node|react-dom|react)$/.test(name))
    .filter((name) => !install.split(' ').includes(name))
