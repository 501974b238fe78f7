import { bullet } from '../terminal/layout.ts'
import { printable } from '../terminal/printable.ts'
import type { Style, Terminal } from '../terminal/terminal.ts'
import type { Finding } from './finding.ts'

const marks: Record<Finding['level'], [mark: string, style: Style]> = {
  ok: ['ok  ', 'green'],
  note: ['note', 'yellow'],
  wrong: ['FAIL', 'red'],
  skipped: ['--  ', 'dim'],
}

/** A finding, with what mends it below. */
export function showFinding({ level, title, mend, link }: Finding, terminal: Terminal): void {
  const { width, paint, print } = terminal
  const [mark, style] = marks[level]
  print(bullet(paint(style, mark), printable(title), width, ''))
  if (mend !== undefined) print(bullet('->', printable(mend), width, '     '))
  if (link !== undefined) print(`        ${paint('dim', link)}`)
}

/** How it stands altogether. */
export function verdict(findings: readonly Finding[]): string {
  const count = findings.filter(({ level }) => level === 'wrong').length
  if (count === 0) return 'Nothing is wrong.'
  return count === 1 ? 'One thing is wrong.' : `${count} things are wrong.`
}
