import { Help } from 'commander'

const help = new Help()

/** Wraps words at `width` columns, each line behind `indent`; colours count for nothing. */
export function paragraph(text: string, width: number, indent = ''): string {
  const wrapped = help.boxWrap(text, Math.max(width - indent.length, 20))
  return wrapped.replace(/^(?=.)/gm, indent)
}

/** `- text`, with the further lines below the first. */
export function bullet(mark: string, text: string, width: number, indent = '  '): string {
  const hanging = ' '.repeat(help.displayWidth(mark) + 1)
  return `${indent}${mark} ${paragraph(text, width, indent + hanging).trimStart()}`
}

/** Labels in one column and what is said of them in the next. */
export function table(rows: readonly (readonly [string, string])[], width: number): string {
  const labels = Math.max(0, ...rows.map(([label]) => label.length)) + 2
  return rows
    .map(([label, value]) => {
      const indent = ' '.repeat(labels + 2)
      return `  ${label.padEnd(labels)}${paragraph(value, width, indent).trimStart()}`
    })
    .join('\n')
}
