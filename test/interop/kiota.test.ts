import { ConfidentialClientApplication } from '@azure/msal-node'
import {
  AllowedHostsValidator,
  BaseBearerTokenAuthenticationProvider,
} from '@microsoft/kiota-abstractions'
import { KiotaClientFactory } from '@microsoft/kiota-http-fetchlibrary'
import { expect, test } from 'vitest'
import { apiUrl, scope, startGuardedApi } from './guarded-api.fixture.ts'

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
