import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chartOf } from './chart.ts'
import { describeMachine } from './machine.ts'
import { pageOf } from './page.ts'
import type { Report } from './report.ts'

/** Writes the page, the figures and the charts; parts that were not run keep their last figures. */
export async function publish(
  folder: string,
  found: readonly Report[],
  order: readonly string[],
): Promise<void> {
  const charts = join(folder, 'benchmarks')
  const file = join(charts, 'results.json')
  await mkdir(charts, { recursive: true })
  const earlier: { reports: Report[] } = JSON.parse(
    await readFile(file, 'utf8').catch(() => '{"reports":[]}'),
  )
  const kept = earlier.reports.filter(({ id }) => !found.some((report) => report.id === id))
  const place = ({ id }: Report) => order.findIndex((bench) => id.startsWith(bench))
  const reports = [...kept, ...found].sort((a, b) => place(a) - place(b))
  const machine = await describeMachine()
  await writeFile(file, `${JSON.stringify({ machine, reports }, undefined, 2)}\n`)
  await writeFile(join(folder, 'benchmarks.md'), pageOf(reports, machine))
  for (const report of reports) {
    if (report.chart) await writeFile(join(charts, `${report.id}.svg`), await chartOf(report))
  }
}
