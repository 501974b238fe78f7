import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { connect, createApi, createTokens, nbf } from '../fetch/parties.fixture.ts'
import { challengeOf, createGraph, graph, partsOf } from './graph.fixture.ts'
import { withBatch } from './with-batch.ts'

/** What becomes of a part: it is served, or fails for good, or asks for a later token first. */
type Fate = 'served' | 'failing' | 'challenged'

/** Parts that depend on parts before them. */
const batches = fc
  .array(
    fc.record({
      fate: fc.constantFrom<Fate>('served', 'served', 'failing', 'challenged'),
      dependsOn: fc.array(fc.nat(19), { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 20 },
  )
  .map((parts) =>
    parts.map(({ fate, dependsOn }, index) => ({
      id: `p${index}`,
      fate,
      dependsOn: [...new Set(dependsOn.filter((on) => on < index).map((on) => `p${on}`))],
    })),
  )

/** The statuses of one batch, sent with tokens from `first` on, and what was executed. */
async function send(parts: { id: string; fate: Fate; dependsOn: string[] }[], first: number) {
  const fates = new Map(parts.map(({ id, fate }) => [id, fate]))
  const server = createGraph((id, token) => {
    const fate = fates.get(id)
    if (fate === 'failing') return { status: 404 }
    const isOld = fate === 'challenged' && token === 't1'
    return isOld ? { status: 401, challenge: challengeOf(nbf(1)) } : { status: 200 }
  })
  const tokens = createTokens((_, number) => ({ token: `t${number + first - 1}` }))
  const resources = { 'https://graph.microsoft.com/': ['graph'] }
  const { caeFetch } = connect(tokens, createApi(server.handle).fetch, { resources })
  const body = JSON.stringify({ requests: parts.map(({ fate, ...part }) => part) })
  const statuses = await partsOf(await withBatch(caeFetch)(graph, { method: 'POST', body }))
  return { statuses, executed: server.executed, requests: tokens.requests.length }
}

describe('a batch of which parts are challenged', () => {
  it('ends as one that was sent with the right token, and executes no part twice', async () => {
    await fc.assert(
      fc.asyncProperty(batches, async (parts) => {
        const challenged = await send(parts, 1)
        const right = await send(parts, 2)
        expect(challenged.statuses).toEqual(right.statuses)
        expect(new Set(challenged.executed)).toEqual(new Set(right.executed))
        expect(challenged.executed).toHaveLength(right.executed.length)
        expect(challenged.requests).toBeLessThanOrEqual(2)
      }),
      { numRuns: 100 },
    )
  })
})
