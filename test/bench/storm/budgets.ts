import { caefetchCore } from '../clients/caefetch-core.ts'
import { caefetchNode } from '../clients/caefetch-node.ts'
import type { Client } from '../clients/client.ts'
import { figure } from '../harness/figures.ts'
import { statOf } from '../harness/measure.ts'
import type { Budget } from '../harness/report.ts'
import { floor } from './floor.ts'
import type { Storm, Surge } from './surge.ts'

/** What was promised, of whichever of ours does worse. */
export function budgetsOf(
  surges: ReadonlyMap<Client, Surge[]>,
  { calls, stagger, isBearable }: Storm,
  ideal: number,
): Budget[] {
  const of = (client: Client) => surges.get(client) ?? []
  const ours = [of(caefetchCore), of(caefetchNode)]
  const timeOf = (each: Surge[]) => statOf(each.map(({ time }) => time)).median
  const time = Math.max(...ours.map(timeOf))
  const reference = isBearable ? ideal : timeOf(of(floor))
  const storm = `${figure(calls)} calls refused within ${figure(stagger)} ms`
  return [
    {
      text: `${storm} cost 1 token request`,
      value: Math.max(...ours.flat().map(({ tokenRequests }) => tokenRequests)),
      limit: 1,
      kind: 'at most',
      unit: '',
    },
    {
      text: `${storm} are all answered within 1.1 × ${isBearable ? 'the ideal' : 'what fetch alone takes'}`,
      value: time / reference,
      limit: 1.1,
      kind: 'at most',
      unit: '×',
      remark: isBearable
        ? `fetch alone takes ${figure(timeOf(of(floor)) / ideal)} ×`
        : `@caefetch/core takes ${figure(timeOf(of(caefetchCore)) / reference)} ×; to take no more than fetch, a call would have to do without its bounds, events and replay`,
    },
  ]
}
