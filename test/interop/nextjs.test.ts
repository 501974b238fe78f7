import { ConfidentialClientApplication, PublicClientApplication } from '@azure/msal-node'
import { startEmulator } from '@caefetch/emulator'
import { createCaeFetch, createOnBehalfOf, deviceCode, withCae } from '@caefetch/node'
import { createGuard } from '@caefetch/resource'
import { expect, test } from 'vitest'
import { createOrders } from '../../examples/on-behalf-of/apis.ts'
import { mia } from './guarded-api.fixture.ts'
import { serve } from './loopback.fixture.ts'
import { caeFetch } from './recipes/nextjs-client.ts'
import { onBehalf } from './recipes/nextjs-on-behalf-of.ts'

test('what is rendered on the server is told that there is no user', async () => {
  await expect(caeFetch('https://api.contoso.com/orders')).rejects.toThrow('for the browser')
})

test('a route handler relays to its caller what only the user can answer', async () => {
  await using entra = await startEmulator()
  const orders = createOrders(entra)
  await using downstream = await serve(async (request) => orders.fetch(request))
  entra.events.push({
    url: `${downstream.url}/events`,
    audience: 'https://orders.contoso.test/events',
  })
  const { tenantId, issuer, jwksUri } = entra
  const clientId = entra.audience('api://web-api')
  const guard = createGuard({ tenantId, audience: clientId, issuer, jwksUri })
  const msal = new ConfidentialClientApplication(withCae(entra.msalConfig('web-api')))
  const resources = { [downstream.url]: ['api://orders/orders.read'] }
  const GET = onBehalf(
    guard,
    createOnBehalfOf(msal, { resources }),
    { clientId },
    { scopes: 'access_as_user' },
    async (_, fetchAsCaller) => {
      const response = await fetchAsCaller(`${downstream.url}/orders`)
      return Response.json(await response.json(), { status: response.status })
    },
  )
  const statuses: number[] = []
  await using site = await serve(async (request) => {
    const response = await GET(request)
    statuses.push(response.status)
    return response
  })
  let prompts = 0
  const app = new PublicClientApplication(withCae(entra.msalConfig('cli')))
  const fetchOrders = createCaeFetch(app, {
    resources: { [site.url]: ['api://web-api/access_as_user'] },
    interaction: deviceCode(({ userCode }) => {
      prompts++
      entra.approveDeviceCode(userCode, mia)
    }),
  })
  const read = async () => (await fetchOrders(site.url)).json()
  const before = await read()
  await entra.revokeSessions(mia)
  expect(await read()).toEqual(before)
  expect(statuses).toEqual([200, 401, 200])
  expect(prompts).toBe(2)
})

test('what is no challenge stays the error that it was', async () => {
  await using entra = await startEmulator()
  const { tenantId, issuer, jwksUri } = entra
  const audience = entra.audience('api://web-api')
  const guard = createGuard({ tenantId, audience, issuer, jwksUri })
  const msal = new ConfidentialClientApplication(withCae(entra.msalConfig('web-api')))
  const broken = onBehalf(guard, createOnBehalfOf(msal, {}), { clientId: audience }, {}, () =>
    Promise.reject(new Error('down')),
  )
  const scopes = ['api://web-api/access_as_user']
  const token = await entra.accessToken({ client: 'cli', user: mia, scopes })
  const request = new Request('https://site.contoso.test/', {
    headers: { authorization: `Bearer ${token}` },
  })
  await expect(broken(request)).rejects.toThrow('down')
  expect((await broken(new Request('https://site.contoso.test/'))).status).toBe(401)
})
