import { InteractionRequiredError } from '@caefetch/core'
import { expect, test } from 'vitest'
import { type Caller, createSilence, startCaller } from './caller.fixture.ts'

/** A client that somebody has, by its own API. */
interface Client {
  /** Any call that reads; with a signal where the client takes one. */
  list(signal?: AbortSignal): Promise<unknown>
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
  /** Where the error that was thrown cannot have caefetch's: what it must be instead. */
  saysPerson?: object
  /** Where the body that was executed has the order; the body itself by default. */
  orderIn?: (body: unknown) => unknown
  /** What the API answers an order with. Default: 201. */
  placed?: number
  /** Whether its calls take a signal. */
  aborts?: boolean
  surroundings?: Parameters<typeof startCaller>[0]
}

/** What every client must do that is given a caefetch. */
export function testFit({
  connect,
  reasonOf = (error) => error,
  orderIn = (body) => body,
  placed = 201,
  saysPerson,
  aborts = false,
  surroundings,
}: Library): void {
  test('its calls work as they always do', async () => {
    await using caller = await startCaller(surroundings)
    const { list, place } = connect(caller)
    await list()
    await place({ id: '1', note: 'two of them' })
    expect(caller.statuses).toEqual([200, placed])
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
    expect(caller.statuses).toEqual([200, 401, placed])
    const bodies = caller.executed
      .filter(({ method }) => method !== 'GET')
      .map(readJson)
      .map(orderIn)
    expect(bodies).toEqual([expect.objectContaining(order)])
  })

  test('25 calls at a time cost one token request', async () => {
    await using caller = await startCaller(surroundings)
    const { list } = connect(caller)
    await list()
    await caller.emulator.revokeSessions('daemon')
    await Promise.all(Array.from({ length: 25 }, () => list()))
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
    if (saysPerson) expect(error).toMatchObject(saysPerson)
    else {
      expect(reasonOf(error)).toBeInstanceOf(InteractionRequiredError)
      expect(reasonOf(error)).toMatchObject({
        claims: { access_token: { acrs: { essential: true, value: 'c1' } } },
      })
    }
    expect(caller.statuses).toEqual([200, 401])
    expect(caller.claimsRequests()).toHaveLength(1)
  })

  if (!aborts) return
  test('a call that is aborted ends at once', async () => {
    const { arrived, respond } = createSilence()
    await using caller = await startCaller({ ...surroundings, respond })
    const controller = new AbortController()
    const settled = connect(caller)
      .list(controller.signal)
      .then(
        () => 'was answered',
        () => 'was aborted',
      )
    await arrived
    controller.abort()
    expect(await settled).toBe('was aborted')
  })
}

const readJson = ({ body }: Caller['executed'][number]): unknown =>
  JSON.parse(new TextDecoder().decode(body))
