import { InteractionRequiredError } from '@caefetch/core'
import { expect, test } from 'vitest'
import { type Caller, startCaller } from './caller.fixture.ts'

/** A client that somebody has, by its own API. */
interface Client {
  /** Any call that reads. */
  list(): Promise<unknown>
  /** Any call whose body is the order as JSON. */
  place(order: Order): Promise<unknown>
}

interface Order {
  id: string
  note: string
}

interface Library {
  connect: (caller: Caller) => Client
  /** Where the error that was thrown has caefetch's own; the error itself by default. */
  reasonOf?: (error: unknown) => unknown
  surroundings?: Parameters<typeof startCaller>[0]
}

/** What every client must do that is given a caefetch. */
export function testFit({ connect, reasonOf = (error) => error, surroundings }: Library): void {
  test('its calls work as they always do', async () => {
    await using caller = await startCaller(surroundings)
    const { list, place } = connect(caller)
    await list()
    await place({ id: '1', note: 'two of them' })
    expect(caller.statuses).toEqual([200, 201])
    expect(caller.claimsRequests()).toEqual([])
  })

  test('its caller does not notice that the session was revoked', async () => {
    await using caller = await startCaller(surroundings)
    const { list } = connect(caller)
    const before = await list()
    await caller.emulator.revokeSessions('daemon')
    expect(await list()).toEqual(before)
    expect(caller.statuses).toEqual([200, 401, 200])
    expect(caller.claimsRequests()).toHaveLength(1)
  })

  test('a body is executed once, and whole, after a challenge', async () => {
    await using caller = await startCaller(surroundings)
    const { list, place } = connect(caller)
    await list()
    await caller.emulator.revokeSessions('daemon')
    const order = { id: '1', note: 'a très long note '.repeat(5000) }
    await place(order)
    expect(caller.statuses).toEqual([200, 401, 201])
    const bodies = caller.executed.filter(({ method }) => method === 'POST').map(readJson)
    expect(bodies).toEqual([expect.objectContaining(order)])
  })

  test('25 calls at a time cost one token request', async () => {
    await using caller = await startCaller(surroundings)
    const { list } = connect(caller)
    await list()
    await caller.emulator.revokeSessions('daemon')
    await Promise.all(Array.from({ length: 25 }, list))
    const times = (status: number) => caller.statuses.filter((each) => each === status).length
    expect([times(401), times(200)]).toEqual([25, 26])
    expect(caller.claimsRequests()).toHaveLength(1)
  })

  test('a challenge that needs a person reaches its caller, and is not tried again', async () => {
    await using caller = await startCaller(surroundings)
    const { list } = connect(caller)
    await list()
    caller.require({ authContext: 'c1' })
    const error = await list().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(Error)
    expect(reasonOf(error)).toBeInstanceOf(InteractionRequiredError)
    expect(reasonOf(error)).toMatchObject({
      claims: { access_token: { acrs: { essential: true, value: 'c1' } } },
    })
    expect(caller.statuses).toEqual([200, 401])
    expect(caller.claimsRequests()).toHaveLength(1)
  })
}

const readJson = ({ body }: Caller['executed'][number]): unknown =>
  JSON.parse(new TextDecoder().decode(body))
