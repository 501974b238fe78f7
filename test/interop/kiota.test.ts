import { ConfidentialClientApplication } from '@azure/msal-node'
import {
  AllowedHostsValidator,
  BaseBearerTokenAuthenticationProvider,
  HttpMethod,
  type Parsable,
  type ParseNode,
  type RequestAdapter,
  RequestInformation,
  type SerializationWriter,
} from '@microsoft/kiota-abstractions'
import { KiotaClientFactory } from '@microsoft/kiota-http-fetchlibrary'
import { expect, test } from 'vitest'
import { testFit } from './fits.fixture.ts'
import { apiUrl, scope, startGuardedApi } from './guarded-api.fixture.ts'
import { createAdapter } from './recipes/kiota.ts'

interface Order extends Parsable {
  id?: string | undefined
  note?: string | undefined
}

/** As Kiota generates it. */
function createOrdersClient(adapter: RequestAdapter, baseUrl: string) {
  const request = (method: HttpMethod) =>
    new RequestInformation(method, '{+baseurl}/orders', { baseurl: baseUrl })
  const readOrder = (order: Order = {}) => ({
    id(node: ParseNode) {
      order.id = node.getStringValue()
    },
    note(node: ParseNode) {
      order.note = node.getStringValue()
    },
  })
  const writeOrder = (writer: SerializationWriter, order: Partial<Order> | null = {}) => {
    writer.writeStringValue('id', order?.id)
    writer.writeStringValue('note', order?.note)
  }
  adapter.baseUrl = baseUrl
  return {
    get: () => adapter.send(request(HttpMethod.GET), () => readOrder, undefined),
    post(order: Order) {
      const info = request(HttpMethod.POST)
      info.setContentFromParsable(adapter, 'application/json', order, writeOrder)
      return adapter.send(info, () => readOrder, undefined)
    },
  }
}

testFit({
  connect({ caeFetch, url }) {
    const orders = createOrdersClient(createAdapter(caeFetch), url)
    return { list: () => orders.get(), place: (order) => orders.post(order) }
  },
})

test('a Kiota client recovers from a revocation that our guard announces', async () => {
  await using scene = await startGuardedApi()
  const { emulator, answer, statuses } = scene
  const { auth } = emulator.msalConfig('daemon')
  const app = new ConfidentialClientApplication({ auth: { ...auth, clientCapabilities: ['CP1'] } })
  const provider = new BaseBearerTokenAuthenticationProvider({
    getAllowedHostsValidator: () => new AllowedHostsValidator(new Set()),
    // As Kiota's own provider for credentials does: the claims come as they stood in the header.
    async getAuthorizationToken(_url, { claims } = {}) {
      const decoded = claims ? { claims: Buffer.from(String(claims), 'base64').toString() } : {}
      const result = await app.acquireTokenByClientCredential({ scopes: [scope], ...decoded })
      return result?.accessToken ?? ''
    },
  })
  const client = KiotaClientFactory.create(
    (url, init) => answer(new Request(url, init)),
    undefined,
    provider,
  )
  const get = () => client.executeFetch(`${apiUrl}/orders`, { method: 'GET', headers: {} })
  expect((await get()).status).toBe(200)
  await emulator.revokeSessions('daemon')
  expect((await get()).status).toBe(200)
  expect(statuses).toEqual([200, 401, 200])
})
