import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

// `npm run docs:draw`: runs the demo and draws what it prints, colours included, up to its third part.

const root = resolve(import.meta.dirname, '..')
const args = ['--conditions', '@caefetch/source', join(root, 'examples/node-daemon/main.ts')]
const output = execFileSync(process.execPath, args, {
  encoding: 'utf8',
  env: { ...process.env, FORCE_COLOR: '1', NO_COLOR: undefined },
})
const story = output.slice(output.indexOf('1. ') - 4).split(/^.{0,4}4\. /m)[0] ?? ''
const lines = `$ npm run demo\n\n${story.trim()}`.split('\n')

const [charWidth, lineHeight, margin] = [8.43, 20, 24]
const columns = Math.max(...lines.map((line) => stripVTControlCharacters(line).length))
const width = Math.ceil(columns * charWidth + 2 * margin)
const height = lines.length * lineHeight + 2 * margin

/** What the escape sequences of `styleText` mean. */
const classes: Readonly<Record<string, string>> = { 1: 'bold', 2: 'dim', 31: 'red', 32: 'green' }

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** One line: each style is a span, at the column where it begins. */
function drawLine(line: string, index: number): string {
  let column = 0
  const spans = line.split('\x1b[').map((part, position) => {
    const [, code = '', text = ''] =
      position === 0 ? ['', '', part] : (/^(\d+)m(.*)$/.exec(part) ?? [])
    const x = margin + column * charWidth
    column += text.length
    const style = classes[code] ? ` class="${classes[code]}"` : ''
    return text.trim() ? `<tspan x="${x.toFixed(1)}"${style}>${escaped(text)}</tspan>` : ''
  })
  const content = spans.join('')
  return content && `<text y="${margin + 14 + index * lineHeight}">${content}</text>\n`
}

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="What npm run demo prints: 25 calls with a revoked token are challenged, one token request answers all of them, and each is executed once.">
<style>
text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; fill: #e6edf3; white-space: pre }
.bold { font-weight: 600; fill: #fff }
.dim { fill: #8b949e }
.red { fill: #ff7b72 }
.green { fill: #56d364 }
</style>
<rect width="100%" height="100%" rx="10" fill="#0d1117"/>
${lines.map(drawLine).join('')}</svg>
`
writeFileSync(join(root, 'docs/pictures/demo.svg'), svg)
