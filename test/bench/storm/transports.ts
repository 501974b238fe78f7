import { Agent } from 'undici'
import { caefetchNode } from '../clients/caefetch-node.ts'
import type { Client } from '../clients/client.ts'
import type { Api } from '../clients/start-api.ts'
import { createWorld } from '../clients/world.ts'
import { figure } from '../harness/figures.ts'
import { collectGarbage, statOf } from '../harness/measure.ts'
import type { Report } from '../harness/report.ts'
import { floor } from './floor.ts'

/** By what a client's requests are sent; the calls wait for a connection where those are bounded. */
interface Transport {
  name: string
  fetch: typeof fetch
}

const transports: Transport[] = [
  { name: 'the global fetch', fetch: (...call) => fetch(...call) },
  ...[32, 128].map((connections): Transport => {
    const dispatcher = new Agent({ connections })
    return {
      name: `the same with undici’s Agent({ connections: ${connections} })`,
      fetch: (input, init) => fetch(input, { ...init, dispatcher } as RequestInit),
    }
  }),
]

/** What to pass as `fetch` under load: calls that all start at once, each refused and sent again. */
export async function transportsReport(calls: number, rounds: number, api: Api): Promise<Report> {
  const entrants = [caefetchNode, floor].flatMap((client) =>
    transports.map((transport) => ({ client, transport, times: [] as number[] })),
  )
  for (let round = 0; round < rounds; round++) {
    for (const { client, transport, times } of entrants.reverse()) {
      times.push(await timeOf(client, transport, calls, api))
    }
  }
  entrants.sort((one, other) => order(one) - order(other))
  return {
    id: 'storm-transports',
    title: `${figure(calls)} calls that start at once after the session is revoked`,
    about:
      'Each call is refused and sent again, so that twice as many requests leave. The global fetch opens a connection for each call in flight; an Agent of undici, given to it as `dispatcher`, can be told how many it may open.',
    metrics: [{ name: 'last answer', unit: 'ms' }],
    rows: entrants.map(({ client, transport, times }) => ({
      name: `${client.name}, ${transport.name}`,
      values: [statOf(times)],
    })),
    budgets: [],
    chart: 'bars',
  }

  function order({ client, transport }: { client: Client; transport: Transport }): number {
    return Number(client === floor) * transports.length + transports.indexOf(transport)
  }
}

async function timeOf(client: Client, { fetch }: Transport, calls: number, api: Api) {
  const call = client.create({ ...createWorld(api), fetch })
  await call('/orders')
  await api.release(0)
  collectGarbage()
  const startedAt = performance.now()
  const statuses = await Promise.all(Array.from({ length: calls }, () => call('/orders')))
  const time = performance.now() - startedAt
  if (statuses.some((status) => status !== 200)) throw new Error(`${client.name} lost a call.`)
  return time
}
