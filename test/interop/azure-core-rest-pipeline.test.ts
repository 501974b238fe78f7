import {
  bearerTokenAuthenticationPolicy,
  createEmptyPipeline,
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
} from '@azure/core-rest-pipeline'
import { ClientSecretCredential, DeviceCodeCredential } from '@azure/identity'
import { expect, test } from 'vitest'
import { apiUrl, mia, scope, startGuardedApi } from './guarded-api.fixture.ts'

type Scene = Awaited<ReturnType<typeof startGuardedApi>>

async function setScene() {
  const scene = await startGuardedApi({ https: true })
  const { emulator } = scene
  emulator.certificate?.trust()
  const options = {
    authorityHost: emulator.url,
    tenantId: emulator.tenantId,
    disableInstanceDiscovery: true,
  }
  return { ...scene, options, [Symbol.asyncDispose]: () => emulator.close() }
}

/** The pipeline of an Azure SDK client, whose requests reach the API. */
function createClient(
  { answer }: Scene,
  credential: DeviceCodeCredential | ClientSecretCredential,
  scopes: string,
) {
  const pipeline = createEmptyPipeline()
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes }))
  const httpClient: HttpClient = {
    async sendRequest(request) {
      const headers = new Headers(request.headers.toJSON())
      const response = await answer(new Request(request.url, { method: request.method, headers }))
      return {
        request,
        status: response.status,
        headers: createHttpHeaders(Object.fromEntries(response.headers)),
        bodyAsText: await response.text(),
      }
    },
  }
  return (method: 'GET' | 'DELETE') =>
    pipeline.sendRequest(httpClient, createPipelineRequest({ url: `${apiUrl}/orders`, method }))
}

test('an Azure SDK client recovers from a revocation that our guard announces', async () => {
  await using scene = await setScene()
  const { emulator, options, statuses } = scene
  const { clientId, clientSecret = '' } = emulator.msalConfig('daemon').auth
  const credential = new ClientSecretCredential(options.tenantId, clientId, clientSecret, options)
  const send = createClient(scene, credential, scope)
  expect((await send('GET')).status).toBe(200)
  await emulator.revokeSessions('daemon')
  expect((await send('GET')).status).toBe(200)
  expect(statuses).toEqual([200, 401, 200])
})

test('an Azure SDK client steps its user up', async () => {
  await using scene = await setScene()
  const { emulator, options, statuses, require } = scene
  let mfa = false
  const { clientId } = emulator.msalConfig('cli').auth
  const credential = new DeviceCodeCredential({
    ...options,
    clientId,
    userPromptCallback: ({ userCode }) => emulator.approveDeviceCode(userCode, mia, { mfa }),
  })
  const send = createClient(scene, credential, 'api://orders/orders.read')
  expect((await send('GET')).status).toBe(200)
  mfa = true
  require({ authContext: 'c1' })
  expect((await send('DELETE')).status).toBe(200)
  expect(statuses).toEqual([200, 401, 200])
})
