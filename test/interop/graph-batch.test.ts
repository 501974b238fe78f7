import { ConfidentialClientApplication } from '@azure/msal-node'
import { withBatch } from '@caefetch/core/batch'
import { startEmulator } from '@caefetch/emulator'
import { createCaeFetch, withCae } from '@caefetch/node'
import {
  AnonymousAuthenticationProvider,
  HttpMethod,
  ParseNodeFactoryRegistry,
  RequestInformation,
  SerializationWriterFactoryRegistry,
} from '@microsoft/kiota-abstractions'
import { BatchRequestContent, BatchResponseContent } from '@microsoft/microsoft-graph-client'
import {
  BaseGraphRequestAdapter,
  createGraphClientFactory,
  BatchRequestContent as SdkBatchRequestContent,
} from '@microsoft/msgraph-sdk-core'
import { describe, expect, it } from 'vitest'
import { createAdapter } from './recipes/kiota.ts'
import { createGraphClient } from './recipes/microsoft-graph-client.ts'

const origin = 'https://graph.microsoft.com'
const graph = `${origin}/v1.0`
const ids = Array.from({ length: 20 }, (_, index) => String(index + 1))
const requests = ids.map((id) => ({ id, method: 'GET', url: '/organization' }))

interface Batch {
  responses: { id: string; status: number }[]
}

/** An app whose tokens are revoked while it holds one; Graph challenges the parts of its batches. */
async function revokedApp() {
  const emulator = await startEmulator({ graph: { batchChallenges: 'parts' } })
  const app = new ConfidentialClientApplication(withCae(emulator.msalConfig('admin')))
  /** The parts that each batch was sent with. */
  const sent: number[] = []
  const caeFetch = createCaeFetch(app, {
    fetch(input, init) {
      const text = typeof init?.body === 'string' ? init.body : ''
      const parts: unknown = text.startsWith('{"requests"') && JSON.parse(text).requests
      if (Array.isArray(parts)) sent.push(parts.length)
      return fetch(String(input).replace(origin, emulator.graphUrl), init)
    },
  })
  expect((await caeFetch(`${graph}/organization`)).status).toBe(200)
  await emulator.revokeSessions('admin')
  const before = emulator.journal.tokenRequests().length
  return {
    sent,
    /** The token requests since. */
    tokenRequests: () => emulator.journal.tokenRequests().slice(before),
    caeFetch: withBatch(caeFetch),
    [Symbol.asyncDispose]: () => emulator.close(),
  }
}

const statuses = ({ responses }: Batch): string[] =>
  responses.map(({ id, status }) => `${id} ${status}`)

const served = ids.map((id) => `${id} 200`)

describe('a batch whose parts Graph challenges', () => {
  it('comes back whole to plain fetch: a storm of ten costs one token request', async () => {
    await using scene = await revokedApp()
    const { caeFetch, tokenRequests, sent } = scene
    const body = JSON.stringify({ requests })
    const batches = ids.slice(10).map(async () => {
      const response = await caeFetch(`${graph}/$batch`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
      return statuses(await response.json())
    })
    expect(await Promise.all(batches)).toEqual(batches.map(() => served))
    expect(tokenRequests()).toHaveLength(1)
    expect(sent).toEqual(Array(20).fill(20))
  })

  it('comes back whole to the client of Microsoft Graph', async () => {
    await using scene = await revokedApp()
    const { caeFetch, tokenRequests } = scene
    const content = new BatchRequestContent(
      ids.map((id) => ({ id, request: new Request(`${origin}/organization`) })),
    )
    const client = createGraphClient(caeFetch)
    const answer: Batch = await client.api(`${graph}/$batch`).post(await content.getContent())
    const responses = new BatchResponseContent(answer)
    expect(ids.map((id) => responses.getResponseById(id).status)).toEqual(ids.map(() => 200))
    expect(tokenRequests()).toHaveLength(1)
  })

  it('comes back whole to Kiota', async () => {
    await using scene = await revokedApp()
    const { caeFetch, tokenRequests } = scene
    const adapter = createAdapter(caeFetch)
    adapter.baseUrl = graph
    const info = new RequestInformation(HttpMethod.POST, '{+baseurl}/$batch', { baseurl: graph })
    const content = new TextEncoder().encode(JSON.stringify({ requests }))
    info.setStreamContent(content.buffer, 'application/json')
    const bytes = await adapter.sendPrimitive<ArrayBuffer>(info, 'ArrayBuffer', undefined)
    expect(statuses(JSON.parse(new TextDecoder().decode(bytes)))).toEqual(served)
    expect(tokenRequests()).toHaveLength(1)
  })

  it('comes back whole to the batches of the SDK of Microsoft Graph', async () => {
    await using scene = await revokedApp()
    const { caeFetch, tokenRequests, sent } = scene
    const version = { graphServiceTargetVersion: 'v1.0' }
    const adapter = new BaseGraphRequestAdapter(
      'v1.0',
      '0.0.0',
      new AnonymousAuthenticationProvider(),
      new ParseNodeFactoryRegistry(),
      new SerializationWriterFactoryRegistry(),
      createGraphClientFactory(version, (url, init) => caeFetch(url, init)),
    )
    adapter.baseUrl = graph
    const content = new SdkBatchRequestContent(adapter, {})
    content.addRequests(requests.map((request) => ({ ...request, headers: {} })))
    const answer = await content.postAsync()
    const parts = await answer?.getResponsesStatusCodes()
    expect(parts && [...parts].map(([id, status]) => `${id} ${status}`)).toEqual(served)
    expect(tokenRequests()).toHaveLength(1)
    // The first was sent as bytes.
    expect(sent).toEqual([20])
  })
})
