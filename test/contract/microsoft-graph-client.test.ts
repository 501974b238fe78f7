import { ConfidentialClientApplication } from '@azure/msal-node'
import { type Emulator, startEmulator } from '@caefetch/emulator'
import { createCaeFetch, withCae } from '@caefetch/node'
import {
  BatchRequestContent,
  BatchResponseContent,
  Client,
  PageIterator,
} from '@microsoft/microsoft-graph-client'
import { describe, expect, it } from 'vitest'

const mia = 'mfa-user@contoso.test'

/** Microsoft's own client, with the tokens that MSAL gets from the emulator. */
function clientOf(emulator: Emulator): Client {
  const app = new ConfidentialClientApplication(withCae(emulator.msalConfig('admin')))
  const scopes = ['https://graph.microsoft.com/.default']
  return Client.initWithMiddleware({
    baseUrl: emulator.graphUrl,
    customHosts: new Set(['localhost']),
    authProvider: {
      async getAccessToken() {
        const result = await app.acquireTokenByClientCredential({ scopes })
        return result?.accessToken ?? ''
      },
    },
  })
}

/** Over https: that client shows no token to plain http. */
async function start(): Promise<Emulator> {
  const emulator = await startEmulator({ https: true })
  emulator.certificate?.trust()
  return emulator
}

describe('Microsoft’s Graph client', () => {
  it('reads, changes and pages', async () => {
    await using emulator = await start()
    const client = clientOf(emulator)
    const user = await client.api(`/users/${mia}`).select('id,userPrincipalName').get()
    expect(user).toMatchObject({ id: emulator.objectId(mia), userPrincipalName: mia })
    await client.api(`/users/${mia}`).patch({ accountEnabled: false })
    const disabled = await client.api('/users').filter('accountEnabled eq false').get()
    expect(disabled.value).toHaveLength(1)
    const names: string[] = []
    const first = await client.api('/users').top(1).get()
    await new PageIterator(client, first, ({ userPrincipalName }) =>
      Boolean(names.push(userPrincipalName)),
    ).iterate()
    expect(names).toEqual([mia, 'plain-user@contoso.test'])
    await expect(client.api('/users/nobody').get()).rejects.toMatchObject({
      statusCode: 404,
      code: 'Request_ResourceNotFound',
    })
  })

  it('sends batches', async () => {
    await using emulator = await start()
    const client = clientOf(emulator)
    const batch = new BatchRequestContent([
      { id: '1', request: new Request(`${emulator.graphUrl}/v1.0/organization`) },
    ])
    const { requests } = await batch.getContent()
    // It cuts the host off by a pattern that does not know ports.
    const content = { requests: requests.map((each) => ({ ...each, url: '/organization' })) }
    const answer = await client.api('/$batch').post(content)
    const [[id, response] = []] = [...new BatchResponseContent(answer).getResponses()]
    expect([id, response?.status]).toEqual(['1', 200])
  })

  it('is not needed: caefetch recovers from a revoked workload by itself', async () => {
    await using emulator = await startEmulator()
    const app = new ConfidentialClientApplication(withCae(emulator.msalConfig('admin')))
    const caeFetch = createCaeFetch(app, {
      resources: { [`${emulator.graphUrl}/`]: ['https://graph.microsoft.com/.default'] },
    })
    const statuses: number[] = []
    const users = async () =>
      statuses.push((await caeFetch(`${emulator.graphUrl}/v1.0/users`)).status)
    await users()
    await emulator.revokeSessions('admin')
    await users()
    expect(statuses).toEqual([200, 200])
    expect(emulator.journal.tokenRequests({ status: 200 })).toHaveLength(2)
  })
})
