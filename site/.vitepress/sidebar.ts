import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { DefaultTheme } from 'vitepress'
import { pageOf, root } from './pages.ts'

type Item = DefaultTheme.SidebarItem

/** Every page of the folders, in the order given here; one that is not named joins at the end. */
export function sidebar(): Item[] {
  return [
    { text: 'Quickstarts', items: itemsOf('docs/quickstarts/*.md', quickstarts) },
    { text: 'Concepts', items: itemsOf('docs/concepts/*.md', concepts) },
    {
      text: 'Guides',
      items: itemsOf('docs/*.md', guides, ['README', 'troubleshooting', 'benchmarks']),
    },
    { text: 'Migration', items: itemsOf('docs/migration/*.md', ['README']) },
    {
      text: 'When something is wrong',
      items: [item('docs/troubleshooting.md'), item('site/decoder.md')],
    },
    { text: 'Packages', items: itemsOf('packages/*/README.md', packages) },
    { text: 'Examples', collapsed: true, items: itemsOf('examples/*/README.md') },
    { text: 'API reference', collapsed: true, items: itemsOf('site/reference/**/*.md', ['index']) },
    {
      text: 'Project',
      items: [
        ...itemsOf('docs/benchmarks.md'),
        { text: 'Decisions', link: '/decisions/', collapsed: true, items: decisions() },
        ...itemsOf('{CONTRIBUTING,SECURITY}.md'),
      ],
    },
  ].filter(({ items }) => items.length > 0)
}

const quickstarts = [
  'README',
  'spa',
  'react',
  'daemon',
  'api',
  'on-behalf-of',
  'web-app',
  'testing',
]
const concepts = ['challenge', 'tokens', 'security']
const guides = ['recipes', 'recipes-api', 'fleets']
const packages = ['core', 'browser', 'react', 'node', 'resource', 'web', 'testing', 'emulator']

function itemsOf(pattern: string, first: string[] = [], left: string[] = []): Item[] {
  const rank = (path: string): number => (first.indexOf(nameOf(path)) + 99) % 99
  return globSync(pattern, { cwd: root })
    .filter((path) => !left.includes(nameOf(path)))
    .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))
    .map(item)
}

const decisions = (): Item[] => itemsOf('docs/decisions/2*.md').reverse()

const nameOf = (path: string): string => {
  const name = basename(path, '.md')
  return name === 'README' && /^(packages|examples)/.test(path)
    ? (path.split('/')[1] ?? name)
    : name
}

const item = (path: string): Item => ({
  text: headingOf(path),
  link: `/${pageOf(path).replace(/(index)?\.md$/, '')}`,
})

function headingOf(path: string): string {
  if (/^docs\/\w+\/README\.md$/.test(path)) return 'Overview'
  const heading = /^# (.+)$/m.exec(readFileSync(join(root, path), 'utf8'))?.[1] ?? nameOf(path)
  const text = heading.replace(/[`\\]/g, '').replace(/^(@caefetch\/|Quickstart: )/, '')
  return heading.startsWith('Quickstart') ? `${text[0]?.toUpperCase()}${text.slice(1)}` : text
}
