import { authContext, createCaeFetch, encodeClaims } from '@caefetch/core'
import { withBatch } from '@caefetch/core/batch'
import * as fc from 'fast-check'
import { describe, it } from 'vitest'
import { seed, timeFor } from '../nightly/runs.ts'
import { mutated } from './mutations.ts'
import { expectNoPollution, expectSame, shareOf } from './share.ts'

const url = 'https://graph.microsoft.com/v1.0/$batch'
const challenge = `Bearer error="insufficient_claims", claims="${encodeClaims(authContext('c1'))}"`
const parts = [
  { id: '1', status: 200, headers: { 'Content-Type': 'application/json' }, body: { n: 1 } },
  { id: '2', status: 401, headers: { 'WWW-Authenticate': challenge }, body: { error: {} } },
  { id: '3', status: 424, headers: {}, body: null },
]
const answers = [
  { responses: parts },
  { '@odata.context': 'x', responses: parts.toReversed() },
  { responses: [{ ...parts[1], headers: { 'www-authenticate': [challenge, 'Basic'] } }] },
  { responses: [{ ...parts[1], headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' } }] },
].map((answer) => JSON.stringify(answer))
const requests = [
  { id: '1', method: 'GET', url: '/me' },
  { id: '2', method: 'GET', url: '/users' },
  { id: '3', method: 'POST', url: '/users', dependsOn: ['2'] },
]
const bodies = [{ requests }, { requests: requests.slice(1, 2) }].map((body) =>
  JSON.stringify(body),
)

/** What UTF-8 can say, without a byte order mark. */
const wellFormed = (text: string): string => text.toWellFormed().replace(/^\ufeff+/, '')

const parameters = shareOf(0.06)

/** A caefetch with batches over answers in turn, and what was sent. */
function connect(answers: readonly string[]) {
  const sent: string[] = []
  let tokens = 0
  const source = { getToken: async () => ({ token: `t${++tokens}` }) }
  const caeFetch = createCaeFetch(source, {
    async fetch(_input, init) {
      sent.push(String(init?.body))
      return new Response(answers[Math.min(sent.length, answers.length) - 1])
    },
  })
  return { batchFetch: withBatch(caeFetch), sent, tokens: () => tokens }
}

describe(`mutated $batch (seed ${seed})`, () => {
  it(
    'answers end as a response, after no more sends than a call may cost, and no part that was served is sent again',
    () =>
      fc.assert(
        fc.asyncProperty(
          mutated(answers).map(wellFormed),
          mutated(answers),
          fc.constantFrom(...bodies),
          async (first, later, body) => {
            const { batchFetch, sent, tokens } = connect([first, later])
            const response = await batchFetch(url, { method: 'POST', body })
            const text = await response.text()
            expectNoPollution()
            if (response.status !== 200) throw new Error(`${response.status}`)
            if (sent.length > 5 || tokens() > 3) throw new Error(`${sent.length} sends`)
            if (sent.length === 1) {
              if (text !== first) throw new Error('another body')
              return
            }
            const given: { responses: { id: string; status: number }[] } = JSON.parse(first)
            const { responses }: typeof given = JSON.parse(text)
            expectSame(
              responses.map(({ id }) => id?.toLowerCase?.()),
              given.responses.map(({ id }) => id?.toLowerCase?.()),
            )
            for (const again of sent.slice(1)) {
              const { requests }: { requests: { id: string }[] } = JSON.parse(again)
              for (const { id } of requests) {
                const mine = given.responses.filter(
                  (part) => String(part.id).toLowerCase() === id.toLowerCase(),
                )
                if (!mine.some(({ status }) => status >= 400))
                  throw new Error(`${id} was sent again`)
              }
            }
          },
        ),
        parameters,
      ),
    timeFor(parameters.numRuns),
  )

  it(
    'bodies that are no batch are sent as they are, once',
    () =>
      fc.assert(
        fc.asyncProperty(mutated(bodies), fc.constantFrom(...answers), async (body, answer) => {
          const { batchFetch, sent } = connect([answer, '{"responses":[]}'])
          await (await batchFetch(url, { method: 'POST', body })).text()
          expectNoPollution()
          if (sent[0] !== body) throw new Error('another body')
          for (const again of sent.slice(1)) JSON.parse(again)
        }),
        shareOf(0.03),
      ),
    timeFor(parameters.numRuns),
  )
})
