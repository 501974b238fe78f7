import { deepEqual } from 'node:assert/strict'
import { caefetchCore } from '../clients/caefetch-core.ts'
import { caefetchNode } from '../clients/caefetch-node.ts'
import type { Client, World } from '../clients/client.ts'
import { clients } from '../clients/clients.ts'
import { azurePipeline, bearerPolicy, bearerPolicyOnly } from '../clients/core-rest-pipeline.ts'
import { credentialOf, tokenOf } from '../clients/credential.ts'
import { startApi } from '../clients/start-api.ts'
import { createWorld } from '../clients/world.ts'
import { statOf } from '../harness/measure.ts'
import type { Bench, Budget, Report, Row, Size } from '../harness/report.ts'
import { type Cost, measureCosts } from './added-cost.ts'
import { inMemory, recorded } from './in-memory.ts'

const entrants = [...clients, bearerPolicyOnly]

export const happyPath: Bench = {
  id: 'happy-path',
  async run(size) {
    await using api = await startApi()
    const world = createWorld(api)
    return [await report('in-memory', inMemory(world), size), await report('loopback', world, size)]
  },
}

async function report(kind: keyof typeof texts, world: World, size: Size): Promise<Report> {
  for (const client of entrants) await check(client, world)
  const costs = await measureCosts(entrants, world, size)
  const added = new Map(entrants.map((client, at) => [client, medianOf(costs[at])]))
  return {
    id: `happy-path-${kind}`,
    ...texts[kind],
    metrics: [
      { name: 'added to a call', unit: 'µs' },
      { name: 'the whole call', unit: 'µs' },
    ],
    ratioOf: kind === 'in-memory' ? 0 : 1,
    rows: entrants.map(({ name, note }, at): Row => {
      const { added = [], call = [] } = costs[at] ?? {}
      return { name, values: [statOf(added), statOf(call)], ...(note && { note }) }
    }),
    budgets: kind === 'in-memory' ? budgetsOf(added) : [],
    chart: 'bars',
  }
}

/** Its calls succeed, and each request carries the token that MSAL holds, once. */
async function check(client: Client, world: World): Promise<void> {
  const token = await tokenOf(credentialOf(world.app), world.scopes)
  const seen: (string | null | undefined)[] = []
  const call = client.create(recorded(world, seen))
  deepEqual([await call('/orders'), await call('/orders')], [200, 200], client.name)
  deepEqual(seen, [`Bearer ${token}`, `Bearer ${token}`], client.name)
}

const medianOf = (cost: Cost | undefined): number => statOf(cost?.added ?? []).median

function budgetsOf(added: ReadonlyMap<Client, number>): Budget[] {
  const of = (client: Client) => added.get(client) ?? Number.NaN
  const ours = Math.max(of(caefetchCore), of(caefetchNode))
  const budget = { limit: 0.2, kind: 'at most', unit: 'of it' } as const
  return [
    {
      ...budget,
      text: 'A call costs at most a fifth of what core-rest-pipeline’s own pipeline, bearer policy included, adds to it',
      value: ours / of(azurePipeline),
    },
    {
      ...budget,
      text: 'A call costs at most a fifth of what core-rest-pipeline’s bearer policy alone adds to it',
      value: ours / of(bearerPolicy),
      remark:
        'The policy is handed a request that was built before, by someone else; caefetch reads the URL and copies the headers itself, as a fetch must',
    },
  ]
}

const texts = {
  'in-memory': {
    title: 'A call with a warm token, without the network',
    about:
      'What a client adds to a call when the token is there and nothing goes wrong: the time of a call, less the time of the same call by the transport alone in the same round. The transport answers at once with an empty 200 that was made before, so all that is left is the work of the client. That is not the same work: Kiota, the Graph client and core-rest-pipeline’s own pipeline retry, redirect and trace as well, and have their rows for what their users pay; “only its bearer policy” is that pipeline with the policy less the one without. All take tokens from one MSAL application. caefetch and the policy hold the token; the others ask MSAL at each call, whose cache answers.',
  },
  loopback: {
    title: 'A call with a warm token, over HTTP on one machine',
    about:
      'The same over node:http with connections kept alive, the server in another process, one call at a time. “Added” is what it takes more than a call without a token: by `fetch`, and for core-rest-pipeline by its own transport over node:http, which is faster than `fetch` in Node – so compare its whole call with the others’, and what it adds with what they add. Here the sending and parsing of the header is part of what is added.',
  },
} as const
