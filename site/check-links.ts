import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

// VitePress sees pages that are not there, and not anchors. This follows every link, and every picture,
// of the built pages, and every link to them that an error, an event or a command prints.

const folder = join(import.meta.dirname, 'dist')
const pages = globSync('**/*.html', { cwd: folder })
const html = (page: string): string => readFileSync(join(folder, page), 'utf8')
const values = (text: string, attribute: string): string[] =>
  [...text.matchAll(new RegExp(`\\s${attribute}="([^"]*)"`, 'g'))].map(([, value = '']) =>
    value.replaceAll('&amp;', '&'),
  )

const anchors = new Map<string, Set<string>>()
for (const page of pages) anchors.set(page, new Set(values(html(page), 'id')))

/** What is wrong with a link of a page; undefined where nothing is. */
function fault(href: string, page: string): string | undefined {
  if (/^([a-z][a-z+.-]*:|\/\/)/i.test(href)) return undefined
  const [path = '', hash = ''] = href.split('#')
  const target = posix.join('/', path.startsWith('/') ? path : join(posix.dirname(page), path))
  const file = path === '' ? page : fileOf(decodeURI(target).slice(1))
  if (!existsSync(join(folder, file))) return 'no such page'
  const ids = anchors.get(file)
  return hash === '' || !ids || ids.has(decodeURIComponent(hash)) ? undefined : 'no such heading'
}

const fileOf = (path: string): string => {
  if (path === '' || path.endsWith('/')) return `${path}index.html`
  return posix.extname(path) === '' ? `${path}.html` : path
}

let count = 0
for (const page of pages) {
  if (page === '404.html') continue
  for (const href of new Set([...values(html(page), 'href'), ...values(html(page), 'src')])) {
    count++
    const reason = fault(href, page)
    if (reason) fail(`${page}: ${href}: ${reason}`)
  }
}

for (const [, href = ''] of readFileSync(join(folder, 'llms.txt'), 'utf8').matchAll(
  /\]\((.*?)\)/g,
)) {
  count++
  const reason = fault(href, 'index.html')
  if (reason) fail(`llms.txt: ${href}: ${reason}`)
}

function fail(message: string): void {
  console.error(message)
  process.exitCode = 1
}

console.log(`${count} links in ${pages.length} pages lead somewhere.`)
