import { type Contender, exactly, measure, statOf } from '../harness/measure.ts'
import type { Report, Size } from '../harness/report.ts'
import { readCorpus } from './headers.ts'
import { claimsOf, readers } from './readers.ts'

/** What it costs to read a real header, and how many are read rightly. */
export async function corpusReport(size: Size): Promise<Report> {
  const corpus = await readCorpus()
  const judged = readers.map((reader) => ({
    reader,
    right: corpus.filter(({ header, isRight }) => isRight(claimsOf(reader, header))),
  }))
  const able = judged.filter(({ right }) => right.length > 0)
  const common = corpus.filter((sample) => able.every(({ right }) => right.includes(sample)))
  if (common.length < 10 || judged[0]?.right.length !== corpus.length) {
    throw new Error('The readers no longer read what they did: the figures would mean nothing.')
  }
  const contenders = able.map(
    ({ reader }): Contender => ({
      name: reader.name,
      batch(count) {
        for (let index = 0; index < count; index++) {
          for (const { header } of common) claimsOf(reader, header)
        }
      },
    }),
  )
  const samples = await measure(contenders, size)
  const times = new Map(
    able.map(({ reader }, index) => [
      reader.name,
      statOf((samples[index] ?? []).map((time) => time / common.length)),
    ]),
  )
  const own = times.get('caefetch')
  const best = Math.min(...[...times].slice(1).map(([, { median }]) => median))
  return {
    id: 'challenge-corpus',
    title: 'Reading a challenge: real headers',
    about: `From the value of \`WWW-Authenticate\` to the claims as an object. Timed are the ${common.length} of the ${corpus.length} real headers with usable claims that every parser reads, so that nobody is timed at failing; who hands out text is charged with \`JSON.parse\`, because claims that are no JSON are no claims. The last column says how many of the ${corpus.length} are read.`,
    metrics: [
      { name: 'a header', unit: 'µs' },
      { name: 'read', unit: `of ${corpus.length}` },
    ],
    rows: judged.map(({ reader, right }) => ({
      name: reader.name,
      values: [times.get(reader.name), exactly(right.length)],
      ...(reader.note && { note: reader.note }),
    })),
    budgets: [
      {
        text: 'Reading a challenge of the corpus takes less time than with any peer',
        value: (own?.median ?? Number.NaN) / best,
        limit: 1,
        kind: 'at most',
        unit: 'times the fastest peer’s',
        remark:
          'Kiota and core-rest-pipeline look for one parameter by a pattern, and miss a fifth of these headers; to be as quick, caefetch would have to read no more than that one either',
      },
    ],
    chart: 'bars',
  }
}
