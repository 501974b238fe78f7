import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline'
import { SecretClient } from '@azure/keyvault-secrets'
import { expect, test } from 'vitest'
import { type Caller, startCaller } from '../interop/caller.fixture.ts'
import { testFit } from '../interop/fits.fixture.ts'
import { apiUrl, type Respond, scope } from '../interop/guarded-api.fixture.ts'
import { createHttpClient } from '../interop/recipes/azure-sdk.ts'
import { createCredential } from './recipes/azure-credential.ts'

const respond: Respond = async (request) =>
  request.method === 'PUT'
    ? Response.json({ id: `${apiUrl}/secrets/order/1`, ...(await request.json()) })
    : Response.json({ value: [] })

/** The vault over https, as its client insists, and how it asks who comes without a token. */
const createVault = ({ answer, emulator }: Caller): HttpClient => ({
  async sendRequest(request) {
    const { url, method, body } = request
    const headers = new Headers(request.headers.toJSON())
    const init = { method, headers, ...(body ? { body: String(body) } : {}) }
    const response = headers.has('authorization')
      ? await answer(new Request(url, init))
      : new Response(null, { status: 401, headers: { 'www-authenticate': asks(emulator) } })
    const entries = Object.fromEntries(response.headers)
    const { status } = response
    return {
      request,
      status,
      headers: createHttpHeaders(entries),
      bodyAsText: await response.text(),
    }
  },
})

const asks = ({ url, tenantId }: Caller['emulator']): string =>
  `Bearer authorization="${url}/${tenantId}", resource="${scope.replace('/.default', '')}"`

function connect(caller: Caller) {
  const credential = createCredential(caller.authorizer, caller.url)
  const client = new SecretClient(caller.url, credential, {
    httpClient: createVault(caller),
    // The vault of the tests is none of Azure's.
    disableChallengeResourceVerification: true,
  })
  return {
    async list(abortSignal?: AbortSignal) {
      for await (const _ of client.listPropertiesOfSecrets(abortSignal && { abortSignal })) {
        throw new Error('The vault is empty.')
      }
      return 'none'
    },
    place: (order: { id: string }) => client.setSecret('order', JSON.stringify(order)),
  }
}

testFit({
  surroundings: { respond, url: apiUrl },
  connect,
  placed: 200,
  orderIn: (body) => JSON.parse((body as { value: string }).value),
})

test('beneath its policy an empty secret would be set, so caefetch stays out of it', async () => {
  await using caller = await startCaller({ respond, url: apiUrl })
  const credential = createCredential(caller.authorizer, caller.url)
  const client = new SecretClient(caller.url, credential, {
    httpClient: createHttpClient(caller.caeFetch),
    disableChallengeResourceVerification: true,
  })
  await client.setSecret('order', 'whole').catch(() => {})
  expect(caller.executed.map(({ body }) => body.length)[0]).toBe(0)
})
