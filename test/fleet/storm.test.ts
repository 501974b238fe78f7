import { setTimeout } from 'node:timers/promises'
import { createClient } from 'redis'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { executions, placeOrders, statusWith } from '../../examples/fleet/fleet.ts'
import { type Fleet, nextSecond, startFleet } from './fleet.fixture.ts'

let fleet: Fleet
const callsEach = 100

beforeAll(async () => {
  fleet = await startFleet({ apis: 2, daemons: 8 })
}, 60_000)
afterAll(() => fleet[Symbol.asyncDispose]())

/** Ends the daemon's session, in force on every replica of the API, in a second of its own. */
async function revokeSession(): Promise<void> {
  const token = await fleet.daemonToken()
  const { oid, tid } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  await nextSecond()
  const [api] = fleet.apis
  const { accepted } = (await api?.ask('revoked', { type: 'revoke', subject: { oid, tid } })) ?? {}
  expect(accepted).toBe(true)
  for (const replica of fleet.apis) {
    while ((await statusWith(token, replica)) !== 401) await setTimeout(1)
  }
  await nextSecond()
}

async function expectAllPlacedOnce(outcomes: Map<string, unknown>): Promise<void> {
  const placed = await executions(fleet.ledger)
  for (const [id, outcome] of outcomes) expect([id, outcome, placed.get(id)]).toEqual([id, 201, 1])
}

describe('eight processes with a hundred calls each', () => {
  it('ask once for their first token', async () => {
    const { outcomes, problems } = await placeOrders(fleet.daemons, callsEach)
    expect(problems).toEqual([])
    await expectAllPlacedOnce(outcomes)
    expect(fleet.tokenRequests()).toBe(1)
  }, 30_000)

  it('ask once when the session is revoked, and place every order once', async () => {
    await revokeSession()
    const before = fleet.tokenRequests()
    const { outcomes } = await placeOrders(fleet.daemons, callsEach)
    expect(outcomes.size).toBe(800)
    await expectAllPlacedOnce(outcomes)
    expect(fleet.tokenRequests() - before).toBe(1)
  }, 30_000)

  it('ask no more than twice when the one that asks is killed', async () => {
    await revokeSession()
    const before = fleet.tokenRequests()
    fleet.entra.faults.add({ endpoint: 'token', delay: '5s' })
    const [holder, ...others] = fleet.daemons
    if (!holder) throw new Error('There are eight.')
    const redis = createClient({ url: fleet.redisUrl }).on('error', () => {})
    await redis.connect()
    const lost = placeOrders([holder], callsEach).catch((error: Error) => error)
    await vi.waitFor(async () => expect(await redis.keys('*:lease')).toHaveLength(1))
    const waiting = placeOrders(others, callsEach)
    await holder.kill()
    expect(await lost).toBeInstanceOf(Error)
    const { outcomes } = await waiting
    expect(outcomes.size).toBe(700)
    await expectAllPlacedOnce(outcomes)
    expect(fleet.tokenRequests() - before).toBeLessThanOrEqual(2)
    redis.destroy()
  }, 30_000)
})
