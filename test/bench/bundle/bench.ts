import { exactly } from '../harness/measure.ts'
import type { Bench, Row } from '../harness/report.ts'
import { check } from './check.ts'
import { contenders } from './contenders.ts'
import { bundleOf, weigh } from './weigh.ts'

export const bundle: Bench = {
  id: 'bundle',
  async run() {
    const rows: Row[] = []
    for (const contender of contenders) {
      const build = await bundleOf(contender.entry)
      await check(contender, build)
      const { minified, brotli, onDemand } = await weigh(build)
      await build.close()
      const { name, note = `the dialog, another ${onDemand} bytes, is loaded on demand` } =
        contender
      rows.push({ name, values: [exactly(brotli), exactly(minified)], note })
    }
    return [
      {
        id: 'bundle',
        title: 'What a page loads on top of msal-browser',
        about:
          'Everything that a single-page application takes to call an API and to answer its claims challenges, bundled and minified for browsers by Rolldown and compressed by Brotli, without msal-browser, which all of them stand on. Each bundle had to answer a challenge first; where that takes code by hand, the code is in it. What the packages do besides differs.',
        metrics: [
          { name: 'brotli', unit: 'bytes' },
          { name: 'minified', unit: 'bytes' },
        ],
        rows,
        budgets: [
          {
            text: '@caefetch/browser is at most 9 kB on top of msal-browser',
            value: rows[0]?.values[0]?.median ?? Number.NaN,
            limit: 9000,
            kind: 'at most',
            unit: 'bytes',
          },
        ],
        chart: 'bars',
      },
    ]
  },
}
