import { parse, View } from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'
import { ratio } from './figures.ts'
import { type Metric, type Report, ratiosOf } from './report.ts'

const isOurs = (name: string): boolean => /^@?caefetch/.test(name)
const ours = '#0f7b4f'
const theirs = '#8a94a6'

/** A report's picture as SVG: a bar for each row, or a curve for each row over the metrics. */
export async function chartOf(report: Report): Promise<string> {
  const view = new View(parse(compile(specOf(report)).spec), { renderer: 'none' })
  try {
    return await view.toSVG()
  } finally {
    view.finalize()
  }
}

function specOf(report: Report): TopLevelSpec {
  const common = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: report.title, anchor: 'start', fontSize: 14, offset: 12 },
    width: 560,
    padding: 12,
    background: 'white',
    config: { font: 'system-ui, sans-serif', view: { stroke: null }, axis: { labelLimit: 400 } },
  } as const
  return report.chart === 'curves'
    ? { ...common, height: 320, ...curves(report) }
    : { ...common, height: { step: 28 }, ...bars(report) }
}

const titleOf = ({ name, unit }: Metric): string => (unit ? `${name} (${unit})` : name)

function bars(report: Report) {
  const { metrics, rows, ratioOf = 0 } = report
  const metric = metrics[ratioOf] ?? { name: '', unit: '' }
  const ratios = ratiosOf(report)
  const values = rows.flatMap(({ name, values }, index) => {
    const stat = values[ratioOf]
    return stat
      ? [{ name, value: stat.median, isOurs: isOurs(name), label: ratio(ratios[index]) }]
      : []
  })
  const y = { field: 'name', type: 'nominal', sort: null, title: null } as const
  const x = { field: 'value', type: 'quantitative', title: titleOf(metric) } as const
  return {
    data: { values },
    encoding: { y: { ...y, axis: { ticks: false, domain: false } }, x },
    layer: [
      {
        mark: { type: 'bar', cornerRadiusEnd: 3 },
        encoding: {
          color: { condition: { test: 'datum.isOurs', value: ours }, value: theirs },
        },
      },
      { mark: { type: 'text', align: 'left', dx: 5 }, encoding: { text: { field: 'label' } } },
    ],
  } satisfies Partial<TopLevelSpec>
}

function curves({ metrics, rows }: Report) {
  const values = rows.flatMap(({ name, values }) =>
    metrics.flatMap((metric, column) => {
      const stat = values[column]
      return stat
        ? [{ name, size: metric.name, order: column, value: stat.median, isOurs: isOurs(name) }]
        : []
    }),
  )
  const unit = metrics[0]?.unit ?? ''
  return {
    data: { values },
    mark: { type: 'line', point: true, strokeWidth: 2 },
    encoding: {
      x: {
        field: 'size',
        type: 'ordinal',
        sort: { field: 'order' },
        title: null,
        axis: { labelAngle: 0 },
      },
      y: { field: 'value', type: 'quantitative', scale: { type: 'log' }, title: unit },
      color: {
        field: 'name',
        type: 'nominal',
        sort: null,
        title: null,
        scale: { scheme: 'tableau10' },
        legend: { labelLimit: 400 },
      },
      size: { condition: { test: 'datum.isOurs', value: 4 }, value: 1.5 },
    },
  } satisfies Partial<TopLevelSpec>
}
