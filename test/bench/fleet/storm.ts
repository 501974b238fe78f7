import { setTimeout } from 'node:timers/promises'
import { type Daemon, placeOrders, statusWith } from '../../../examples/fleet/fleet.ts'
import { type Fleet, nextSecond, startFleet } from '../../fleet/fleet.fixture.ts'
import { type Stat, statOf } from '../harness/measure.ts'
import type { Report, Row, Size } from '../harness/report.ts'

const tokenTakes = 200
const calls = 800

/** A session that is revoked under many processes, beside the same calls of a single one. */
export async function reportStorm({ isShort, rounds }: Size): Promise<Report> {
  const daemons = isShort ? 2 : 8
  await using fleet = await startFleet({ apis: 2, daemons })
  const single = await fleet.start.daemon()
  fleet.entra.faults.add({
    endpoint: 'token',
    delay: tokenTakes,
    times: Number.POSITIVE_INFINITY,
  })
  const storms = { single: [] as Storm[], several: [] as Storm[] }
  for (let round = 0; round < (isShort ? 1 : Math.min(rounds, 7)); round++) {
    storms.single.push(await storm(fleet, [single]))
    storms.several.push(await storm(fleet, fleet.daemons))
  }
  const rows = [
    rowOf('one process', storms.single),
    rowOf(`${daemons} processes, with redisShare`, storms.several),
  ]
  const [one, all] = rows.map(({ values }) => values[1]?.median ?? 0)
  const requests = Math.max(...storms.several.map(({ tokenRequests }) => tokenRequests))
  return {
    id: 'fleet-storm',
    title: `${calls} calls of a fleet when the session is revoked`,
    about: `The same ${calls} calls, each refused with a challenge, by one process and by ${daemons} that share tokens in Redis (\`appendfsync always\`). A token takes ${tokenTakes} ms. All processes, two replicas of the API, Redis and the emulator share the cores of this machine.`,
    metrics: [
      { name: 'token requests', unit: '' },
      { name: 'last answer', unit: 'ms' },
    ],
    ratioOf: 1,
    rows,
    budgets: [
      {
        text: 'A fleet makes one token request',
        value: requests,
        limit: 1,
        kind: 'at most',
        unit: '',
      },
      {
        text: 'The last answer of a fleet comes within 1.2 times that of one process',
        value: (all ?? 0) / (one ?? 1),
        limit: 1.2,
        kind: 'at most',
        unit: 'times',
      },
    ],
  }
}

interface Storm {
  tokenRequests: number
  time: number
}

async function storm(fleet: Fleet, daemons: readonly Daemon[]): Promise<Storm> {
  // Every process holds a token, and its code is warm.
  await placeOrders(daemons, calls / daemons.length)
  const token = await fleet.daemonToken()
  const { oid } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  await nextSecond()
  await fleet.apis[0]?.ask('revoked', { type: 'revoke', subject: { oid } })
  for (const api of fleet.apis) {
    while ((await statusWith(token, api)) !== 401) await setTimeout(1)
  }
  await nextSecond()
  const before = fleet.tokenRequests()
  const began = Date.now()
  const { outcomes, endedAt } = await placeOrders(daemons, calls / daemons.length)
  for (const [id, outcome] of outcomes) {
    if (outcome !== 201) throw new Error(`${id} has ended with ${outcome}.`)
  }
  return { tokenRequests: fleet.tokenRequests() - before, time: endedAt - began }
}

function rowOf(name: string, storms: readonly Storm[]): Row {
  const stat = (of: (storm: Storm) => number): Stat => statOf(storms.map(of))
  return { name, values: [stat((each) => each.tokenRequests), stat((each) => each.time)] }
}
