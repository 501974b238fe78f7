import { figureOf, ratio, verdict } from './figures.ts'
import type { Machine } from './machine.ts'
import { isMet, type Report, ratiosOf } from './report.ts'

/** The page of the documentation that tells the figures. */
export function pageOf(reports: readonly Report[], machine: Machine): string {
  const { processor, cores, memory, system, node, date } = machine
  return [
    '# Benchmarks',
    '',
    'Written by `npm run bench -- --write`; the figures are in [results.json](benchmarks/results.json).',
    '',
    `Measured on ${date}: ${processor}, ${cores} cores, ${memory}, ${system}, Node ${node}. All that is compared ran in one process, in turns. A figure is the median of its rounds, ± how far the quartiles lie from it; a ratio says how many times caefetch’s figure another has. Another machine gives other times and about the same ratios.`,
    '',
    ...budgetsOf(reports),
    ...reports.flatMap(section),
    '## Repeat it',
    '',
    '```',
    'npm ci && npm run bench',
    '```',
    '',
    'It installs the peers in `test/bench` at the versions below, and writes its figures to `test/bench/results`. Name the parts to run only those: `npm run bench -- challenge guard`. `--short` finds out whether all still works.',
    '',
    '| peer | version |',
    '| --- | --- |',
    ...Object.entries(machine.versions).map(([name, version]) => `| \`${name}\` | ${version} |`),
    '',
  ].join('\n')
}

function budgetsOf(reports: readonly Report[]): string[] {
  const rows = reports.flatMap(({ budgets, title }) =>
    budgets.map((budget) => [
      budget.text,
      `${isMet(budget) ? '✓' : '✗'} ${verdict(budget)}`,
      title,
    ]),
  )
  return [
    '## What was promised',
    '',
    '| budget | found | measured in |',
    '| --- | --- | --- |',
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
    '',
  ]
}

function section(report: Report): string[] {
  const { id, title, about, metrics, rows, chart } = report
  const ratios = ratiosOf(report)
  const head = ['', 'ratio', ...metrics.map(({ name, unit }) => (unit ? `${name}, ${unit}` : name))]
  const notes = rows.filter(({ note }) => note)
  return [
    `## ${title}`,
    '',
    about,
    '',
    ...(chart ? [`![${title}](benchmarks/${id}.svg)`, ''] : []),
    `| ${head.join(' | ')} |`,
    `| --- |${' ---: |'.repeat(head.length - 1)}`,
    ...rows.map(({ name, values }, index) => {
      const cells = metrics.map((_, metric) => figureOf(values[metric]))
      const label = index === 0 ? `**${name}**` : name
      return `| ${[label, ratio(ratios[index]), ...cells].join(' | ')} |`
    }),
    '',
    ...notes.flatMap(({ name, note }) => [`- ${name}: ${note}`]),
    ...(notes.length > 0 ? [''] : []),
  ]
}
