import { styleText } from 'node:util'
import { figureOf, ratio, verdict } from './figures.ts'
import { isMet, type Report, ratiosOf } from './report.ts'

/** A report as a table for the terminal, the ratios first. */
export function terminalTable(report: Report): string {
  const { title, metrics, rows, budgets } = report
  const ratios = ratiosOf(report)
  const head = ['', 'ratio', ...metrics.map(({ name, unit }) => `${name}${unit && ` (${unit})`}`)]
  const body = rows.map(({ name, values }, index) => [
    name,
    ratio(ratios[index]),
    ...metrics.map((_, metric) => figureOf(values[metric])),
  ])
  const widths = head.map((_, column) =>
    Math.max(...[head, ...body].map((cells) => cells[column]?.length ?? 0)),
  )
  const line = (cells: string[]) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return column === 0 ? cell.padEnd(width) : cell.padStart(width)
      })
      .join('  ')
  return [
    '',
    styleText('bold', title),
    styleText('dim', line(head)),
    ...body.map((cells, index) => (index === 0 ? styleText('green', line(cells)) : line(cells))),
    ...budgets.map((budget) => {
      const isKept = isMet(budget)
      const mark = styleText(isKept ? 'green' : 'yellow', isKept ? '✓' : '✗')
      return `${mark} ${budget.text} – ${verdict(budget)}`
    }),
  ].join('\n')
}
