import { bullet, paragraph } from '../terminal/layout.ts'
import { printable } from '../terminal/printable.ts'
import type { Style, Terminal } from '../terminal/terminal.ts'

/** What is said of one change. */
interface Shown {
  readonly title: string
  readonly difference: readonly string[]
}

/** A plan as a difference: a title each, and below it what comes, goes and stays. */
export function showChanges(changes: readonly Shown[], terminal: Terminal): void {
  for (const { title, difference } of changes) {
    terminal.print(terminal.paint('bold', paragraph(printable(title), terminal.width)))
    for (const line of difference) terminal.print(differenceLine(printable(line), terminal))
    terminal.print('')
  }
}

export function showNotes(notes: readonly string[], { print, width }: Terminal): void {
  for (const note of notes) print(bullet('*', printable(note), width, ''))
  if (notes.length > 0) print('')
}

const styles: Record<string, Style> = { '+': 'green', '-': 'red' }

function differenceLine(line: string, { paint, width }: Terminal): string {
  const [mark = ' '] = line
  const style = styles[mark]
  const text = bullet(mark, line.slice(2), width)
  return style ? paint(style, text) : text
}
