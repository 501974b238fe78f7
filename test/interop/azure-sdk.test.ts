import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import {
  bearerTokenAuthenticationPolicyName,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  type PipelineRequestOptions,
} from '@azure/core-rest-pipeline'
import { TableClient } from '@azure/data-tables'
import { expect, test } from 'vitest'
import { type Caller, createSilence, startCaller } from './caller.fixture.ts'
import { testFit } from './fits.fixture.ts'
import { apiUrl, type Respond } from './guarded-api.fixture.ts'
import { createHttpClient } from './recipes/azure-sdk.ts'

/** A table without entities, which takes any. */
const respond: Respond = async (request) =>
  request.method === 'POST'
    ? Response.json(await request.json(), { status: 201 })
    : Response.json({ value: [] })

async function list(client: TableClient) {
  for await (const _ of client.listEntities()) throw new Error('The table is empty.')
}

testFit({
  surroundings: { respond },
  connect({ caeFetch, url }) {
    const client = new TableClient(url, 'orders', { httpClient: createHttpClient(caeFetch) })
    return {
      list: () => list(client),
      place: (order) => client.createEntity({ partitionKey: 'orders', rowKey: order.id, ...order }),
    }
  },
  reasonOf: (error) => Object(error).cause,
})

test("with the client's own bearer policy left on, its token is sent and its policy answers", async () => {
  await using caller = await startCaller({ respond, url: apiUrl })
  const { client, asked } = createCredentialed(caller)
  await list(client)
  await caller.emulator.revokeSessions('daemon')
  await list(client)
  expect(caller.statuses).toEqual([200, 401, 200])
  expect(asked).toHaveLength(2)
  expect(caller.emulator.journal.tokenRequests()).toHaveLength(0)
})

test('with that policy removed, the credential is never asked', async () => {
  await using caller = await startCaller({ respond, url: apiUrl })
  const { client, asked } = createCredentialed(caller)
  client.pipeline.removePolicy({ name: bearerTokenAuthenticationPolicyName })
  await list(client)
  await caller.emulator.revokeSessions('daemon')
  await list(client)
  expect(caller.statuses).toEqual([200, 401, 200])
  expect(asked).toHaveLength(0)
  expect(caller.claimsRequests()).toHaveLength(1)
})

test('that policy sends nothing over http, not even to loopback', async () => {
  await using caller = await startCaller({ respond })
  const { client } = createCredentialed(caller)
  await expect(list(client)).rejects.toThrow('https')
  expect(caller.statuses).toEqual([])
})

/** A client with a credential of its own, whose tokens are of its own as well. */
function createCredentialed({ caeFetch, emulator, url }: Caller) {
  const asked: unknown[] = []
  const credential = {
    async getToken(_scopes: unknown, { claims }: { claims?: string } = {}) {
      asked.push(claims)
      const token = await emulator.accessToken({
        client: 'daemon',
        scopes: ['api://orders/.default'],
      })
      return { token, expiresOnTimestamp: Date.now() + 3_600_000 }
    },
  }
  const httpClient = createHttpClient(caeFetch)
  return { client: new TableClient(url, 'orders', credential, { httpClient }), asked }
}

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
