import { InteractionRequiredError } from '@caefetch/core'
import { expect, it, vi } from 'vitest'
import { createSilence, startCaller } from '../interop/caller.fixture.ts'
import { openEvents } from './recipes/eventsource.ts'
import { createStreams } from './streams.fixture.ts'

/** Reads events until one is the last that is wanted. */
function read(
  caller: Pick<Awaited<ReturnType<typeof startCaller>>, 'caeFetch' | 'url'>,
  last: string,
) {
  const seen: string[] = []
  const ended = new Promise<string[]>((resolve, reject) => {
    const events = openEvents(caller.caeFetch, caller.url, reject)
    events.addEventListener('message', ({ data }) => {
      seen.push(data)
      if (data !== last) return
      events.close()
      resolve(seen)
    })
  })
  return ended
}

it('goes on where it was when the session was revoked', async () => {
  const { respond, from } = createStreams()
  await using caller = await startCaller({ respond })
  expect(await read(caller, '2')).toEqual(['1', '2'])
  await caller.emulator.revokeSessions('daemon')
  expect(await read(caller, '4')).toEqual(['1', '2', '3', '4'])
  expect(caller.statuses).toEqual([200, 401, 200, 200])
  expect(from).toEqual([null, null, '2'])
  expect(caller.claimsRequests()).toHaveLength(1)
})

it('25 streams at a time cost one token request', async () => {
  await using caller = await startCaller(createStreams())
  await read(caller, '2')
  await caller.emulator.revokeSessions('daemon')
  await Promise.all(Array.from({ length: 25 }, () => read(caller, '2')))
  expect(caller.statuses.filter((status) => status === 401)).toHaveLength(25)
  expect(caller.claimsRequests()).toHaveLength(1)
})

it('ends with the error that a person is needed, and asks no more', async () => {
  await using caller = await startCaller(createStreams())
  caller.require({ authContext: 'c1' })
  const failed = vi.fn()
  const error = await new Promise((resolve) => {
    openEvents(caller.caeFetch, caller.url, resolve).addEventListener('error', failed)
  })
  expect(error).toBeInstanceOf(InteractionRequiredError)
  expect(caller.statuses).toEqual([401])
  expect(failed).not.toHaveBeenCalled()
})

it('is closed at once', async () => {
  const { arrived, respond } = createSilence()
  const left = Promise.withResolvers<void>()
  await using caller = await startCaller({ respond })
  const caeFetch: typeof fetch = (input, init) => {
    init?.signal?.addEventListener('abort', () => left.resolve())
    return caller.caeFetch(input, init)
  }
  const events = openEvents(caeFetch, caller.url, () => {})
  await arrived
  events.close()
  await left.promise
  expect(events.readyState).toBe(events.CLOSED)
})
