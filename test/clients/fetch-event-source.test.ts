import { InteractionRequiredError } from '@caefetch/core'
import { afterAll, expect, it, vi } from 'vitest'
import { createSilence, startCaller } from '../interop/caller.fixture.ts'
import { readEvents } from './recipes/fetch-event-source.ts'
import { createStreams } from './streams.fixture.ts'

type Caller = Awaited<ReturnType<typeof startCaller>>

// Of a page it wants these two, and only to know when a tab is hidden.
vi.stubGlobal('document', new EventTarget())
vi.stubGlobal('window', globalThis)
afterAll(() => vi.unstubAllGlobals())

/** Reads the two events of a stream to its end. */
async function read({ caeFetch, url }: Caller, body?: string): Promise<string[]> {
  const seen: string[] = []
  await readEvents(caeFetch, url, {
    ...(body && { method: 'POST', body }),
    openWhenHidden: true,
    onmessage: ({ data }) => void seen.push(data),
  })
  return seen.filter(Boolean)
}

it('reads the stream again whole when the session was revoked', async () => {
  await using caller = await startCaller(createStreams())
  await read(caller)
  await caller.emulator.revokeSessions('daemon')
  expect(await read(caller)).toEqual(['1', '2'])
  expect(caller.statuses).toEqual([200, 401, 200])
  expect(caller.claimsRequests()).toHaveLength(1)
})

it('asks once more with the same body, which is executed once and whole', async () => {
  await using caller = await startCaller(createStreams())
  await read(caller)
  await caller.emulator.revokeSessions('daemon')
  const question = 'a très long question '.repeat(5000)
  expect(await read(caller, question)).toEqual([question, question])
  expect(caller.statuses).toEqual([200, 401, 200])
  expect(caller.executed.filter(({ method }) => method === 'POST')).toHaveLength(1)
})

it('25 streams at a time cost one token request', async () => {
  await using caller = await startCaller(createStreams())
  await read(caller)
  await caller.emulator.revokeSessions('daemon')
  await Promise.all(Array.from({ length: 25 }, () => read(caller)))
  expect(caller.statuses.filter((status) => status === 401)).toHaveLength(25)
  expect(caller.claimsRequests()).toHaveLength(1)
})

it('rejects when a person is needed, and does not try again', async () => {
  await using caller = await startCaller(createStreams())
  caller.require({ authContext: 'c1' })
  await expect(read(caller)).rejects.toBeInstanceOf(InteractionRequiredError)
  expect(caller.statuses).toEqual([401])
})

it('rejects when it is refused for good', async () => {
  await using caller = await startCaller({ respond: () => new Response('no', { status: 404 }) })
  await expect(read(caller)).rejects.toThrow('404')
  expect(caller.statuses).toEqual([404])
})

it('ends at once when it is aborted', async () => {
  const { arrived, respond } = createSilence()
  await using caller = await startCaller({ respond })
  const controller = new AbortController()
  const reading = readEvents(caller.caeFetch, caller.url, { signal: controller.signal })
  await arrived
  controller.abort()
  await reading
})
