import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRandom } from '../nightly/random.ts'
import { runsOf, seed, timeFor } from '../nightly/runs.ts'
import { type Chronicle, createChronicle, type Outcome } from './chronicle.ts'
import type { Attempt } from './messages.ts'
import { judge, nameOf } from './oracle.ts'
import { startParties } from './parties.ts'
import { perform } from './perform.ts'
import { planCall } from './plan.ts'
import { createTrouble } from './trouble.ts'

const calls = runsOf(1000)
const callers = 16
/** How long a caller rests between two calls at the most, in milliseconds. */
const longestRest = 400

interface Story {
  outcomes: Outcome[]
  attempts: Map<string, Attempt[]>
  chronicle: Chronicle
}

/** Makes all calls, some at once, while one thing after the other goes wrong. */
async function happen(): Promise<Story> {
  const chronicle = createChronicle()
  await using parties = await startParties(seed, chronicle)
  const makeTrouble = createTrouble(seed, parties, chronicle)
  const random = createRandom(seed)
  const outcomes: Outcome[] = []
  let next = 0
  let nextTrouble = 20
  async function callOnAndOn(): Promise<void> {
    while (next < calls) {
      const call = planCall(seed, next++)
      if (next >= nextTrouble) {
        nextTrouble = next + 2 + Math.floor(random() * 10)
        await makeTrouble()
      }
      outcomes.push(await perform(call, parties))
      await setTimeout(random() * longestRest)
    }
  }
  await Promise.all(Array.from({ length: callers }, callOnAndOn))
  const attempts = Map.groupBy(await parties.attempts(), ({ call }) => call)
  return { outcomes, attempts, chronicle }
}

describe(`${calls} calls while everything goes wrong, with seed ${seed}`, () => {
  const unhandled: unknown[] = []
  const note = (reason: unknown): void => void unhandled.push(reason)
  let story: Story
  beforeAll(async () => {
    process.on('unhandledRejection', note)
    story = await happen()
  }, timeFor(calls))
  afterAll(() => void process.off('unhandledRejection', note))

  it(
    'end as they may: none lost, doubled, hung, or failed in vain',
    () => {
      const { outcomes, attempts, chronicle } = story
      expect(outcomes).toHaveLength(calls)
      const complaints = outcomes.flatMap((outcome) => {
        const own = attempts.get(outcome.call.id) ?? []
        const complaint = judge(outcome, attempts, chronicle)
        return complaint ? [describeCall(complaint, outcome, own, chronicle)] : []
      })
      expect(complaints).toEqual([])
    },
    timeFor(calls),
  )

  it('leave no rejection unhandled', () => {
    expect(unhandled).toEqual([])
  })

  it('are answered in the most', () => {
    const counts: Record<string, number> = {}
    for (const { result } of story.outcomes) {
      const name = result.type === 'error' ? result.code || result.name : nameOf(result)
      counts[name] = (counts[name] ?? 0) + 1
    }
    const challenged = [...story.attempts.values()].filter((attempts) =>
      attempts.some(({ status }) => status === 401),
    )
    console.log(
      `${JSON.stringify(counts)}; ${challenged.length} calls were challenged, ${story.chronicle.revocations.length} revocations, ${story.chronicle.questions.length} questions, ${story.chronicle.tokenRequests.length} token requests, ${story.chronicle.tokenRequests.filter(({ fault }) => fault).length} of them hit by a fault`,
    )
    expect(counts[201]).toBeGreaterThan(calls * 0.6)
    expect(challenged.length).toBeGreaterThan(calls / 50)
  })
})

const describeCall = (
  complaint: string,
  { call, startedAt, endedAt, result }: Outcome,
  attempts: readonly Attempt[],
  { tokenRequests, questions }: Chronicle,
): string =>
  [
    `${call.id} ${complaint}: ${nameOf(result)} after ${endedAt - startedAt} ms`,
    JSON.stringify(call),
    ...attempts.map(({ at, ...attempt }) => `${at - startedAt} ms: API ${JSON.stringify(attempt)}`),
    ...tokenRequests
      .filter(({ at }) => at > startedAt - 60000 && at <= endedAt)
      .map(({ at, status, fault = '', grant = '', user = '' }) =>
        [`${at - startedAt} ms: Entra`, status, fault, grant, user].join(' '),
      ),
    ...questions
      .filter((question) => question.startedAt <= endedAt && !(question.endedAt < startedAt))
      .map((question) => `${question.startedAt - startedAt} ms: ${JSON.stringify(question)}`),
  ].join('\n  ')
