import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import {
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  type PipelineRequestOptions,
} from '@azure/core-rest-pipeline'
import { expect, test } from 'vitest'
import { type Caller, createSilence, startCaller } from './caller.fixture.ts'
import { createHttpClient } from './recipes/azure-sdk.ts'

/** The pipeline of all clients, without an API of its own. */
function createSend({ caeFetch, url }: Caller) {
  const pipeline = createPipelineFromOptions({})
  const httpClient = createHttpClient(caeFetch)
  return (options: Partial<PipelineRequestOptions> = {}) =>
    pipeline.sendRequest(httpClient, createPipelineRequest({ url: `${url}/orders`, ...options }))
}

test.each([
  ['is opened again, whatever its size', () => () => Readable.from(chunks(2_000_000))],
  ['is sent again up to maxReplayBytes', () => Readable.from(chunks(500_000))],
  ['of the web is sent again as well', () => new Blob([...chunks(500_000)]).stream()],
])('a stream %s, and executed once', async (_, open) => {
  await using caller = await startCaller()
  const send = createSend(caller)
  await send()
  await caller.emulator.revokeSessions('daemon')
  const headers = createHttpHeaders({ 'content-type': 'text/plain' })
  const response = await send({ method: 'POST', body: open(), headers })
  expect(response.status).toBe(201)
  expect(caller.statuses).toEqual([200, 401, 201])
  expect(caller.executed.at(-1)?.body).toHaveLength(response.bodyAsText?.length ?? 0)
  expect(response.bodyAsText).toMatch(/^x{500000,}$/)
})

function* chunks(size: number) {
  for (let sent = 0; sent < size; sent += 50_000) yield 'x'.repeat(50_000)
}

test('a response is streamed where the client wants it', async () => {
  await using caller = await startCaller()
  const response = await createSend(caller)({ streamResponseStatusCodes: new Set([200]) })
  expect(response.bodyAsText).toBeUndefined()
  expect(await text(response.readableStreamBody ?? Readable.from([]))).toBe('{"orders":[]}')
})

test('a call that is aborted ends at once, and so does one that takes too long', async () => {
  const { arrived, respond } = createSilence()
  await using caller = await startCaller({ respond })
  const send = createSend(caller)
  const controller = new AbortController()
  const aborted = expect(send({ abortSignal: controller.signal })).rejects.toMatchObject({
    name: 'AbortError',
  })
  await arrived
  controller.abort()
  await aborted
  await expect(send({ timeout: 20 })).rejects.toMatchObject({ name: 'TimeoutError' })
})
