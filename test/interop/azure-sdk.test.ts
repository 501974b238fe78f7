import { bearerTokenAuthenticationPolicyName } from '@azure/core-rest-pipeline'
import { TableClient } from '@azure/data-tables'
import { expect, test } from 'vitest'
import { type Caller, startCaller } from './caller.fixture.ts'
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
