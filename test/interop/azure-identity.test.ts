import { ClientSecretCredential, DeviceCodeCredential } from '@azure/identity'
import { expect, test } from 'vitest'
import { type Caller, startCaller } from './caller.fixture.ts'
import { testFit } from './fits.fixture.ts'
import { mia } from './guarded-api.fixture.ts'
import { createFetch } from './recipes/azure-identity.ts'

const optionsFor = ({ emulator }: Caller) => ({
  authorityHost: emulator.url,
  tenantId: emulator.tenantId,
  disableInstanceDiscovery: true,
})

function createCredential(caller: Caller) {
  const { clientId, clientSecret = '' } = caller.emulator.msalConfig('daemon').auth
  const options = optionsFor(caller)
  return new ClientSecretCredential(options.tenantId, clientId, clientSecret, options)
}

testFit({
  surroundings: { https: true },
  connect(caller) {
    const caeFetch = createFetch(caller.options, createCredential(caller))
    const orders = `${caller.url}/orders`
    return {
      list: async () => (await caeFetch(orders)).json(),
      place: (order) => caeFetch(orders, { method: 'POST', body: JSON.stringify(order) }),
    }
  },
})

test("a user's credential sends the claims of a challenge for all that it asks later", async () => {
  await using caller = await startCaller({ https: true })
  const { emulator, url } = caller
  const credential = new DeviceCodeCredential({
    ...optionsFor(caller),
    clientId: emulator.msalConfig('cli').auth.clientId,
    userPromptCallback: ({ userCode }) => emulator.approveDeviceCode(userCode, mia),
  })
  const caeFetch = createFetch({ resources: { [url]: ['api://orders/orders.read'] } }, credential)
  await caeFetch(url)
  await emulator.revokeSessions(mia)
  await caeFetch(url)
  expect(caller.statuses).toEqual([200, 401, 200])
  emulator.journal.clear()
  await caeFetch(url)
  expect(caller.claimsRequests()).toHaveLength(0)
  await credential.getToken('https://graph.microsoft.com/User.Read', { enableCae: true })
  expect(caller.claimsRequests()).toMatchObject([
    { scopes: expect.arrayContaining(['https://graph.microsoft.com/User.Read']) },
  ])
})
