import type { Effort, Stat } from './measure.ts'

/** One question of the benchmark; it checks the answers of all it compares before it times them. */
export interface Bench {
  /** The name on the command line. */
  id: string
  run(size: Size): Promise<Report[]>
}

/** `short` finds out whether everything still works; its figures mean nothing. */
export interface Size extends Effort {
  isShort: boolean
}

/** What was found: a row for each that was compared, a value for each metric. */
export interface Report {
  id: string
  title: string
  /** What was measured and how, in one paragraph of Markdown. */
  about: string
  metrics: Metric[]
  /** Which of the metrics the ratios are of. Default: the first. */
  ratioOf?: number
  /** The first row is what the others are set in proportion to. */
  rows: Row[]
  budgets: Budget[]
  /** How the chart shows the rows: a bar each for the metric of the ratios, or a curve each over all metrics. Default: none. */
  chart?: 'bars' | 'curves'
}

export interface Metric {
  name: string
  unit: string
}

export interface Row {
  name: string
  /** In the order of the metrics; undefined where it has none. */
  values: (Stat | undefined)[]
  /** What must be known to read the row. */
  note?: string
}

/** A figure that was promised. */
export interface Budget {
  text: string
  value: number
  limit: number
  kind: 'at most' | 'at least'
  unit: string
  /** What a missed one would need. */
  remark?: string
}

export const isMet = ({ value, limit, kind }: Budget): boolean =>
  kind === 'at most' ? value <= limit : value >= limit

/** How many times the first row's figure each row has. */
export function ratiosOf({ rows, ratioOf = 0 }: Report): (number | undefined)[] {
  const base = rows[0]?.values[ratioOf]?.median
  return rows.map(({ values }) => {
    const value = values[ratioOf]?.median
    return base && value !== undefined ? value / base : undefined
  })
}
