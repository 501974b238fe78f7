import { InteractionRequiredError } from '@caefetch/core'
import { expect, it, vi } from 'vitest'
import { startHub } from './hub.fixture.ts'
import { createHub } from './recipes/signalr.ts'

type Hub = Awaited<ReturnType<typeof startHub>>

/** Connects, places an order, and leaves. */
async function place({ authorizer, hubUrl }: Hub, order: unknown): Promise<unknown> {
  const hub = createHub(authorizer, hubUrl)
  await hub.start()
  const result = await hub.invoke('Place', order)
  await hub.stop()
  return result
}

// What it logs of failures is what the tests bring about.
vi.spyOn(console, 'error').mockImplementation(() => {})
vi.spyOn(console, 'warn').mockImplementation(() => {})
vi.spyOn(console, 'info').mockImplementation(() => {})

it('negotiates, and opens a WebSocket with the same token', async () => {
  await using hub = await startHub()
  expect(await place(hub, { id: '1' })).toEqual({ id: '1' })
  expect(hub.statuses).toEqual([200, 200])
  expect(hub.emulator.journal.tokenRequests()).toHaveLength(1)
})

it('connects after the session was revoked, and what is placed is executed once and whole', async () => {
  await using hub = await startHub()
  await place(hub, { id: '1' })
  await hub.emulator.revokeSessions('daemon')
  const order = { id: '2', note: 'a très long note '.repeat(5000) }
  expect(await place(hub, order)).toEqual(order)
  expect(hub.placed).toEqual([{ id: '1' }, order])
  expect(hub.statuses).toEqual([200, 200, 401, 200, 200])
  expect(hub.claimsRequests()).toHaveLength(1)
})

it('connects again by itself when the API ends the connection with the session', async () => {
  await using hub = await startHub()
  const connection = createHub(hub.authorizer, hub.hubUrl)
  await connection.start()
  const again = new Promise<void>((resolve) => connection.onreconnected(() => resolve()))
  await hub.emulator.revokeSessions('daemon')
  hub.disconnect()
  await again
  expect(await connection.invoke('Place', 'after')).toBe('after')
  await connection.stop()
  expect(hub.statuses).toEqual([200, 200, 401, 200, 200])
  expect(hub.claimsRequests()).toHaveLength(1)
})

it('25 connections at a time cost one token request', async () => {
  await using hub = await startHub()
  await place(hub, 'first')
  await hub.emulator.revokeSessions('daemon')
  await Promise.all(Array.from({ length: 25 }, (_, index) => place(hub, index)))
  const times = (status: number) => hub.statuses.filter((each) => each === status).length
  expect([times(401), times(200)]).toEqual([25, 52])
  expect(hub.claimsRequests()).toHaveLength(1)
})

it('a challenge that needs a person is the cause of what start rejects with', async () => {
  await using hub = await startHub()
  await place(hub, 'first')
  hub.require({ authContext: 'c1' })
  const error = await createHub(hub.authorizer, hub.hubUrl)
    .start()
    .catch((thrown: unknown) => thrown)
  expect(Object(error).cause).toBeInstanceOf(InteractionRequiredError)
  expect(hub.statuses).toEqual([200, 200, 401])
  expect(hub.claimsRequests()).toHaveLength(1)
})

it('does not connect again where only a person could help', async () => {
  await using hub = await startHub()
  const connection = createHub(hub.authorizer, hub.hubUrl)
  await connection.start()
  hub.require({ authContext: 'c1' })
  const closed = new Promise<void>((resolve) => connection.onclose(() => resolve()))
  hub.disconnect()
  await closed
  expect(hub.statuses).toEqual([200, 200, 401])
})
