import { setTimeout } from 'node:timers/promises'
import type { RevokedSubject } from '@caefetch/resource'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { executions, placeOrders } from '../../examples/fleet/fleet.ts'
import { createRandom } from '../nightly/random.ts'
import { type Fleet, startFleet } from './fleet.fixture.ts'

// Redis and replicas are killed at random moments while orders are placed and sessions revoked:
// `npm run test:fleet` with 100,000 calls; FLEET_SEED repeats a run.

const calls = Number(process.env.FLEET_CALLS ?? 5000)
const seed = Number(process.env.FLEET_SEED ?? Date.now() % 1e9)
const random = createRandom(seed)
const below = (count: number): number => Math.floor(random() * count)
const replicas = 3
const ordersAtOnce = 50

let fleet: Fleet
let kills = { redis: 0, apis: 0, daemons: 0 }

beforeAll(async () => {
  fleet = await startFleet({ apis: replicas, daemons: replicas })
}, 60_000)
afterAll(() => fleet[Symbol.asyncDispose]())

/** Ends something without notice, and starts it again. */
async function killSomething(): Promise<void> {
  const victim = below(replicas)
  const kind = random()
  if (kind < 0.4) {
    kills.redis++
    await fleet.redis.kill()
    await setTimeout(random() * 1000)
    await fleet.redis.start()
  } else if (kind < 0.7) {
    kills.apis++
    const { url } = fleet.apis[victim] ?? {}
    await fleet.apis[victim]?.kill()
    // It cannot start before it has read what is revoked: Redis is up by now.
    fleet.apis[victim] = await fleet.start.api(Number(new URL(String(url)).port))
  } else {
    kills.daemons++
    await fleet.daemons[victim]?.kill()
    fleet.daemons[victim] = await fleet.start.daemon()
  }
}

/** Revokes somebody or other, and the daemon's own session now and then. */
async function revokeSomebody(number: number, self: RevokedSubject): Promise<RevokedSubject[]> {
  const subject = number % 50 === 0 ? self : { oid: `somebody-${number}` }
  // A token that is issued for the answer is of a later second than the cutoff.
  const before = Math.floor(Date.now() / 1000) - 1
  try {
    const answer = fleet.apis[below(replicas)]?.ask('revoked', { type: 'revoke', subject, before })
    return (await answer)?.accepted ? [subject] : []
  } catch {
    // The replica was killed before it could say so.
    return []
  }
}

describe(`a fleet under ${calls} calls, with seed ${seed}`, () => {
  it(
    'places no order twice, and forgets no revocation that it has accepted',
    async () => {
      const token = await fleet.daemonToken()
      const { oid } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
      const outcomes = new Map<string, number | string>()
      const accepted: RevokedSubject[] = []
      let isOver = false
      const killing = (async () => {
        while (!isOver) {
          await setTimeout(random() * 400)
          await killSomething()
        }
      })()
      const revoking = (async () => {
        for (let number = 1; !isOver; number++) {
          accepted.push(...(await revokeSomebody(number, { oid })))
          await setTimeout(random() * 20)
        }
      })()
      let placed = 0
      const placing = Array.from({ length: replicas }, async (_, index) => {
        while (placed < calls) {
          const daemon = fleet.daemons[index]
          // A daemon that is killed takes what it knows of its orders along.
          const report =
            daemon && (await placeOrders([daemon], ordersAtOnce).catch(() => undefined))
          if (report) placed += ordersAtOnce
          else await setTimeout(20)
          for (const [id, outcome] of report?.outcomes ?? []) outcomes.set(id, outcome)
        }
      })
      await Promise.all(placing)
      isOver = true
      await Promise.all([killing, revoking])

      const counts = await executions(fleet.ledger)
      for (const [id, count] of counts) expect([id, count]).toEqual([id, 1])
      for (const [id, outcome] of outcomes) {
        if (outcome === 201) expect([id, counts.get(id)]).toEqual([id, 1])
        // Nothing but the death of a replica of the API is an error.
        else
          expect(String(outcome)).toMatch(
            /^TypeError: fetch failed|terminated|^TypeError: .*aborted/,
          )
      }
      const ok = [...outcomes.values()].filter((outcome) => outcome === 201).length
      expect(ok).toBeGreaterThan(calls / 3)

      expect(accepted.length).toBeGreaterThan(0)
      const stamps = accepted.map((subject) => ({ ...subject, iat: 0 }))
      const late = await fleet.start.api()
      for (const api of [...fleet.apis, late]) {
        await vi.waitFor(
          async () => {
            const { cutoffs } = await api.ask('looked up', { type: 'look up', stamps })
            expect(cutoffs).not.toContain(null)
          },
          { timeout: 10_000, interval: 50 },
        )
      }
      // Each session that is revoked, or lease whose holder is killed, may cost one for each daemon.
      const sessions = accepted.filter((subject) => subject.oid === oid).length
      const reasons = 1 + 3 * sessions + kills.redis + kills.apis + kills.daemons
      expect(fleet.tokenRequests()).toBeLessThanOrEqual(reasons * replicas)
      console.log(
        `${ok} of ${outcomes.size} orders placed, ${accepted.length} revocations, ${JSON.stringify(kills)}, ${fleet.tokenRequests()} token requests`,
      )
      kills = { redis: 0, apis: 0, daemons: 0 }
    },
    Math.max(60_000, calls * 20),
  )
})
