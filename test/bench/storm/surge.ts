import { equal } from 'node:assert/strict'
import type { Client } from '../clients/client.ts'
import type { Api } from '../clients/start-api.ts'
import { createWorld } from '../clients/world.ts'
import { collectGarbage } from '../harness/measure.ts'

export interface Storm {
  calls: number
  /** Over how many milliseconds the 401s come in. */
  stagger: number
  /** Whether the machine can send as fast as that. */
  isBearable: boolean
}

/** What a storm cost a client. */
export interface Surge {
  tokenRequests: number
  /** How many calls ended with 200. */
  well: number
  /** Milliseconds from the revocation to the last answer. */
  time: number
  /** Milliseconds of processor time. */
  cpu: number
  /** MB that were in use at most, above those before it. */
  memory: number
}

/** All calls are in flight, then the session is revoked and the refusals come in. */
export async function surge(client: Client, api: Api, { calls, stagger }: Storm): Promise<Surge> {
  const call = client.create(createWorld(api))
  equal(await call('/orders'), 200, client.name)
  const held = api.hold(calls)
  const answers = Promise.all(Array.from({ length: calls }, () => call('/orders')))
  await held

  collectGarbage()
  const memory = watchMemory()
  const cpuBefore = process.cpuUsage()
  const startedAt = performance.now()
  const released = api.release(stagger)
  const statuses = await answers
  const time = performance.now() - startedAt
  const { user, system } = process.cpuUsage(cpuBefore)
  const peak = memory.stop()
  await released

  const { tokenRequests, statuses: given } = await api.tally()
  equal(given[401], calls, `${client.name}: each call is refused once`)
  const well = statuses.filter((status) => status === 200).length
  return { tokenRequests, well, time, cpu: (user + system) / 1000, memory: peak }
}

function watchMemory() {
  const used = () => {
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  }
  const before = used()
  let peak = before
  const look = () => {
    peak = Math.max(peak, used())
  }
  const timer = setInterval(look, 5)
  return {
    stop(): number {
      look()
      clearInterval(timer)
      return (peak - before) / 1e6
    },
  }
}
