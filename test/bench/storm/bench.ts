import type { Client } from '../clients/client.ts'
import { clients } from '../clients/clients.ts'
import { type Api, startApi } from '../clients/start-api.ts'
import { figure } from '../harness/figures.ts'
import { type Stat, statOf } from '../harness/measure.ts'
import type { Bench, Report, Row } from '../harness/report.ts'
import { budgetsOf } from './budgets.ts'
import { floor } from './floor.ts'
import { measureSingle } from './ideal.ts'
import { type Storm, type Surge, surge } from './surge.ts'
import { transportsReport } from './transports.ts'

const entrants = [...clients, floor]

export const storm: Bench = {
  id: 'storm',
  async run({ isShort, rounds }) {
    await using api = await startApi()
    if (isShort) {
      const brief = await report({ calls: 50, stagger: 20, isBearable: true }, 1, api)
      return [brief, await transportsReport(50, 1, api)]
    }
    const reports: Report[] = []
    for (const each of storms) reports.push(await report(each, Math.min(rounds, 5), api))
    reports.push(await transportsReport(1000, rounds, api))
    return reports
  },
}

const storms: Storm[] = [
  { calls: 1000, stagger: 1000, isBearable: true },
  { calls: 1000, stagger: 200, isBearable: false },
]

async function report(storm: Storm, rounds: number, api: Api): Promise<Report> {
  const { calls, stagger } = storm
  const single = await measureSingle(api, 4 * rounds)
  const ideal = stagger + single
  const surges = await measureSurges(api, storm, rounds)
  return {
    id: `storm-${stagger}`,
    title: `${figure(calls)} calls in flight when the session is revoked, refused within ${figure(stagger)} ms`,
    about: aboutOf(storm, single),
    metrics: [
      { name: 'token requests', unit: '' },
      { name: 'ended well', unit: '' },
      { name: 'last answer', unit: 'ms' },
      { name: 'of the ideal', unit: '×' },
      { name: 'processor', unit: 'ms' },
      { name: 'memory', unit: 'MB' },
    ],
    rows: entrants.map((client) => rowOf(client, surges.get(client) ?? [], ideal)),
    budgets: budgetsOf(surges, storm, ideal),
    chart: 'bars',
  }
}

/** A storm for each client and round; each round in the reverse order of the last one's. */
async function measureSurges(api: Api, storm: Storm, rounds: number) {
  const surges = new Map<Client, Surge[]>(entrants.map((client) => [client, []]))
  const turn = [...entrants]
  for (let round = 0; round < rounds; round++) {
    for (const client of turn.reverse()) surges.get(client)?.push(await surge(client, api, storm))
  }
  return surges
}

function rowOf({ name, note, leavesChallenges }: Client, surges: Surge[], ideal: number): Row {
  const stat = (of: (surge: Surge) => number): Stat => statOf(surges.map(of))
  const well = stat((surge) => surge.well)
  const values = leavesChallenges
    ? [undefined, well]
    : [
        stat((surge) => surge.tokenRequests),
        well,
        stat((surge) => surge.time),
        stat((surge) => surge.time / ideal),
        stat((surge) => surge.cpu),
        stat((surge) => surge.memory),
      ]
  return { name, values, ...(note && { note }) }
}

function aboutOf({ stagger, isBearable }: Storm, single: number): string {
  return [
    `The calls are in flight, then the session is revoked and the API refuses them one after the other, evenly over ${figure(stagger)} ms. The API and the emulator are a process of their own, so processor time and memory are the client’s; each round has a fresh client and MSAL application.`,
    isBearable
      ? `The ideal is those ${figure(stagger)} ms and the ${figure(single)} ms that one call takes for its 401, the token and the replay when nothing else goes on.`
      : `That is faster than ${figure(2000)} requests can be sent here by \`fetch\`, so the time says how much a client adds to that: set it beside the row of \`fetch\` alone. core-rest-pipeline sends by node:http, which takes less time than \`fetch\` in Node.`,
    'Who comes while a request for a token is under way may join it. core-rest-pipeline does, and asks again at the first 401 after it has ended: the number of its requests is the time the refusals take, divided by the time a token takes, here a few milliseconds. Memory is the most that was in use above what was before, garbage included.',
  ].join(' ')
}
