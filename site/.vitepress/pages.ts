import { existsSync, statSync } from 'node:fs'
import { join, posix, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../..')

/** Where everything that is no page of the site is looked at. */
export const repository = 'https://github.com/caefetch/caefetch'

/** What a page of the repository is called on the site: both paths end in `.md`. */
export const pageOf = (path: string): string =>
  path
    .replace(/^docs\/README\.md$/, 'contents.md')
    .replace(/^README\.md$/, 'about.md')
    .replace(/^(CONTRIBUTING|SECURITY)\.md$/, (name) => `project/${name.toLowerCase()}`)
    .replace(/^(?:site|docs)\//, '')
    .replace(/^(packages\/[^/]+|examples\/[^/]+)\/README\.md$/, '$1.md')
    .replace(/(^|\/)README\.md$/, '$1index.md')

/** Markdown that is no page. */
export const notPages = [
  'test/**',
  'packages/*/{src,dist,test}/**',
  'packages/*/CHANGELOG.md',
  'CODE_OF_CONDUCT.md',
  '**/coverage/**',
]

/** What a link in `page`, a path in the repository, is on the site: a page of it, or a place on GitHub. */
export function siteLink(href: string, page: string): string {
  const [, path = '', hash = ''] =
    /^([^#]*)(#.*)?$/.exec(ownPath(href) ?? (isRelative(href) ? besides(page, href) : '')) ?? []
  if (path === '') return href
  const markdown = isPage(path) ? path : join(path, 'README.md')
  if (isPage(markdown)) return `/${pageOf(markdown).replace(/(index)?\.md$/, '')}${hash}`
  if (!existsSync(join(root, path))) throw new Error(`${page} links ${href}, which is not there.`)
  const kind = statSync(join(root, path)).isDirectory() ? 'tree' : 'blob'
  return `${repository}/${kind}/main/${path}${hash}`
}

const isRelative = (href: string): boolean => !/^([a-z][a-z+.-]*:|#|\/)/i.test(href)

const besides = (page: string, href: string): string =>
  posix.join(posix.dirname(page), href).replace(/\/(?=#|$)/, '')

/** A page or a package that is named by its address on GitHub or npm, since npm shows it as well. */
function ownPath(href: string): string | undefined {
  const [, file] =
    /^https:\/\/github\.com\/caefetch\/caefetch\/(?:blob|tree)\/main\/(.+)$/.exec(href) ?? []
  const [, name, hash = ''] =
    /^https:\/\/www\.npmjs\.com\/package\/@caefetch\/([\w-]+)(#.*)?$/.exec(href) ?? []
  return file ?? (name && `packages/${name}/README.md${hash}`)
}

const isPage = (path: string): boolean =>
  path.endsWith('.md') &&
  !path.startsWith('CODE_OF') &&
  !path.includes('CHANGELOG') &&
  existsSync(join(root, path))
